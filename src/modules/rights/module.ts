import { format } from '#platform/text/format.ts'
import type { Module } from '#platform/module.ts'
import { noticeLink, officerFigure, officerPage, openCorrectionsCount } from '#privacy'
import { todayOf } from './actions/file.ts'
import './evidence.ts'
import { answerRefusals } from './answers/refusals.ts'
import { dropBrought } from './answers/brought.ts'
import { correctionRoutes, CORRECTIONS } from './answers/correction-routes.tsx'
import { answerRoutes, HANDOVERS } from './answers/routes.tsx'
import { words as answerWords } from './answers/texts.ts'
import { tellOfCorrections } from './answers/told.ts'
import { tellingJob } from './changes/tell.ts'
import './informing/office.ts'
import { informingRoutes } from './informing/routes.tsx'
import { informingJob } from './informing/tell.ts'
import { jobs } from './jobs.ts'
import { limitRoutes } from './limits/routes.tsx'
import './mail-texts.ts'
import { mayHandleRequests } from './permissions.ts'
import type { Ports } from './ports.ts'
import { figures } from './queries.ts'
import { askRoutes, rightsPath } from './routes/ask.tsx'
import { deskRoutes } from './routes/desk.tsx'
import { paperRoutes } from './routes/papers.ts'
import { statusRoutes } from './routes/status.tsx'
import { stepRoutes } from './routes/steps.ts'
import { RIGHTS } from './screens/ask.tsx'
import { DESK } from './screens/desk.tsx'
import { refusalTexts, words } from './texts.ts'
import './value-words.ts'

const [de, en] = [words('de').desk, words('en').desk]

officerPage({
  path: DESK,
  label: { de: de.menu, en: en.menu },
  about: { de: de.about, en: en.about },
  may: mayHandleRequests,
  order: 100,
  group: 'people',
})

officerPage({
  path: CORRECTIONS,
  label: { de: answerWords('de').correction.label, en: answerWords('en').correction.label },
  about: { de: answerWords('de').correction.about, en: answerWords('en').correction.about },
  may: mayHandleRequests,
  order: 120,
  group: 'people',
})

officerPage({
  path: HANDOVERS,
  label: { de: answerWords('de').office.label, en: answerWords('en').office.label },
  about: { de: answerWords('de').office.about, en: answerWords('en').office.about },
  may: mayHandleRequests,
  order: 130,
  group: 'people',
})

noticeLink({
  path: RIGHTS,
  label: { de: words('de').public.exercise, en: words('en').public.exercise },
  forPerson: rightsPath,
})

officerFigure({
  order: 10,
  read: async (at, language) => {
    const w = words(language).desk
    const f = format(language, at.organisation.zone)
    const { open, overdue, next, tell } = await figures(at)
    const days =
      next === null ? undefined : todayOf(at).until(Temporal.PlainDate.from(next), { largestUnit: 'days' }).days
    const tone = overdue > 0 ? 'danger' : days !== undefined && days <= 7 ? 'warning' : 'success'
    return [
      {
        label: w.figureDue,
        value: f.number(open, 0),
        note: days === undefined ? (open === 0 ? w.figureNone : w.stands) : w.figureNext(w.left(days)),
        tone,
        href: DESK,
      },
      ...(tell > 0 ? [{ label: w.figureTell, value: f.number(tell, 0), tone: 'warning' as const, href: DESK }] : []),
    ]
  },
})

officerFigure({
  order: 12,
  read: async (at, language) => {
    const w = answerWords(language).correction
    const count = await openCorrectionsCount(at)
    return [
      {
        label: w.figure,
        value: format(language, at.organisation.zone).number(count, 0),
        note: count === 0 ? w.figureNone : w.figureWait,
        tone: count === 0 ? 'success' : 'warning',
        href: CORRECTIONS,
      },
    ]
  },
})

/** Requests of people about their data: from the public form to the answer, and the telling of recipients. */
export const rights = (ports: Ports): Module => ({
  name: 'rights',
  routes: [
    ...statusRoutes,
    ...askRoutes,
    ...paperRoutes(ports),
    ...answerRoutes(ports),
    ...correctionRoutes,
    ...deskRoutes,
    ...stepRoutes(ports),
    ...limitRoutes,
    ...informingRoutes,
  ],
  jobs: [...jobs, tellingJob, informingJob],
  listeners: [tellOfCorrections, dropBrought],
  navigation: [],
  refusals: { ...refusalTexts, ...answerRefusals },
})
