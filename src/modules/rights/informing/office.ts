import { format } from '#platform/text/format.ts'
import { officerFigure, officerPage } from '#privacy'
import { mayHandleRequests } from '../permissions.ts'
import { INFORM } from './paths.ts'
import { informingFigures } from './queries.ts'
import { informingTexts } from './texts.ts'

const [de, en] = [informingTexts('de'), informingTexts('en')]

officerPage({
  path: INFORM,
  label: { de: de.menu, en: en.menu },
  about: { de: de.about, en: en.about },
  may: mayHandleRequests,
  order: 105,
  group: 'people',
})

officerFigure({
  order: 11,
  read: async (at, language) => {
    const w = informingTexts(language)
    const f = format(language, at.organisation.zone)
    const { people, overdue, next } = await informingFigures(at)
    return [
      {
        label: w.figure,
        value: f.number(people, 0),
        note: overdue > 0 ? w.figureOver(overdue) : next === undefined ? w.figureNone : w.figureNext(w.left(next)),
        tone: overdue > 0 ? 'danger' : next !== undefined && next <= 7 ? 'warning' : 'success',
        href: INFORM,
      },
    ]
  },
})
