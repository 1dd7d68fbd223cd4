import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import type { Named } from '#accounts'
import { nameOf } from '../access/screen.tsx'
import type { Line, Part, Sheet } from '../sheets/sheet.tsx'
import { type Breach, COUNTED, MOVED, type Step } from './actions.ts'
import type { Unnamed } from './affected.ts'
import { breachClock } from './clock.ts'
import { categoryList, tableNames } from './drafts.ts'
import { breachTexts } from './texts.ts'

type About = {
  readonly breach: Breach
  readonly members: readonly Named[]
  readonly unnamed: Unnamed
  readonly listed: number
  readonly language: Language
  readonly zone: string
  readonly now: Temporal.Instant
}

/** "noch 1 Tag 3 Stunden" or "seit 2 Stunden vorbei"; the notice itself once it was made. */
export function clockWords(breach: Breach, language: Language, zone: string, now: Temporal.Instant): string {
  const t = breachTexts(language)
  const { state, minutesLeft } = breachClock(breach, now)
  const name = t.states[state] ?? state
  if (!['running', 'urgent', 'late'].includes(state)) return name
  const minutes = Math.abs(minutesLeft)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  const spoken = days > 0 || hours > 0 ? { days, hours } : { minutes }
  const time = format(language, zone).duration(spoken)
  return minutesLeft < 0 ? t.over(time) : t.left(time)
}

export function spanWords(breach: Breach, language: Language, zone: string): string {
  const t = breachTexts(language)
  const f = format(language, zone)
  return [
    breach.began_at ? t.began(f.dateTime(breach.began_at)) : '',
    breach.stopped_at ? t.stopped(f.dateTime(breach.stopped_at)) : t.notStopped,
  ]
    .filter(Boolean)
    .join(', ')
}

export const countWords = (breach: Breach, language: Language, zone: string): string => {
  const t = breachTexts(language)
  const f = format(language, zone)
  return breach.people === null ? t.notCounted : t.counted(f.number(breach.people, 0), f.number(breach.records ?? 0, 0))
}

/** The whole case in words: for the screen and the PDF. */
export function breachParts({ breach, members, unnamed, listed, language, zone, now }: About): Part[] {
  const t = breachTexts(language)
  const f = format(language, zone)
  const when = (instant: Temporal.Instant | null) => (instant ? f.dateTime(instant) : '–')
  const facts: Line[] = [
    [t.aware, when(breach.aware_at)],
    [t.clock, `${t.due(f.dateTime(breachClock(breach, now).due))}: ${clockWords(breach, language, zone, now)}`],
    [t.what, breach.what],
    [t.kinds, breach.kinds.map((kind) => t.kind[kind] ?? kind)],
    [t.span, spanWords(breach, language, zone)],
    [t.data, breach.tables.length > 0 ? tableNames(breach, language) : '–'],
    [t.categories, categoryList(breach, language).join(', ') || '–'],
    ...(breach.account_id ? [[t.account, nameOf(members, breach.account_id, language)] as const] : []),
    [
      t.people,
      [
        countWords(breach, language, zone),
        ...(listed < (breach.people ?? 0) ? [t.unlisted(f.number((breach.people ?? 0) - listed, 0))] : []),
        ...(unnamed.lists > 0 ? [t.unnamed(f.number(unnamed.lists, 0), f.number(unnamed.people, 0))] : []),
        ...(breach.counted_at ? [t.countedAt(f.dateTime(breach.counted_at))] : []),
      ],
    ],
  ]
  const assessment: Line[] = [
    [t.risk, breach.risk ? (t.risks[breach.risk] ?? breach.risk) : '–'],
    [t.reason, breach.risk_reason || '–'],
    [t.consequences, breach.consequences || '–'],
    [t.measures, breach.measures || '–'],
  ]
  const told: Line[] = [
    [t.notified, when(breach.notified_at)],
    [t.reference, breach.reference || '–'],
    ...(breach.delay_reason ? [[t.delay, breach.delay_reason] as const] : []),
    [t.told, breach.people_ground ? (t.grounds[breach.people_ground] ?? breach.people_ground) : '–'],
    ...(breach.people_reason ? [[t.reason, breach.people_reason] as const] : []),
    ...(breach.people_told_at ? [[t.when, when(breach.people_told_at)] as const] : []),
  ]
  return [
    { title: t.facts, lines: facts },
    { title: t.assessment, lines: assessment },
    { title: t.toldWhom, lines: told },
  ]
}

/** What a step says beyond its kind: a note, what was counted, or which moment of awareness became which. */
function stepWords({ kind, content }: Step, language: Language, zone: string): string {
  const t = breachTexts(language)
  const f = format(language, zone)
  if (kind === 'note' || kind === 'followed-up') return content
  if (kind === 'counted') {
    const [people = 0, records = 0] = content.split(COUNTED).map(Number)
    return t.counted(f.number(people, 0), f.number(records, 0))
  }
  if (kind !== 'changed' || content === '') return ''
  const moments = content.split(MOVED).map((moment) => f.dateTime(Temporal.Instant.from(moment)))
  return `${t.aware} ${moments.join(MOVED)}`
}

export function stepsPart(
  steps: readonly Step[],
  { members, language, zone }: Omit<About, 'breach' | 'now' | 'unnamed' | 'listed'>,
): Part {
  const t = breachTexts(language)
  const f = format(language, zone)
  const system = '00000000-0000-0000-0000-000000000000'
  return {
    title: t.steps,
    grid: {
      head: [t.when, t.step, t.who],
      rows: steps.map((one) => [
        `${f.shortDate(one.at)}, ${f.time(one.at)}`,
        [t.stepNames[one.kind] ?? one.kind, stepWords(one, language, zone)].filter(Boolean).join(': '),
        one.by === system ? t.system : nameOf(members, one.by, language),
      ]),
      widths: [2, 5, 2],
    },
  }
}

export const breachSheet = (about: About, steps: readonly Step[]): Sheet => ({
  name: about.language === 'de' ? 'vorfall' : 'breach',
  title: about.breach.title,
  parts: [...breachParts(about), stepsPart(steps, about)],
})

/** Head and rows of the register of breaches (Art. 33(5) GDPR), the notified and the others. */
export function breachTable(breaches: readonly Breach[], language: Language, zone: string, now: Temporal.Instant) {
  const t = breachTexts(language)
  const f = format(language, zone)
  const when = (instant: Temporal.Instant | null) => (instant ? f.dateTime(instant) : '')
  return {
    head: [
      t.what,
      t.aware,
      t.clock,
      t.risk,
      t.reason,
      t.consequences,
      t.notified,
      t.told,
      t.people,
      t.measures,
      t.state,
    ],
    rows: breaches.map((one) => [
      `${one.title}\n${one.what}`,
      when(one.aware_at),
      clockWords(one, language, zone, now),
      one.risk ? (t.risks[one.risk] ?? one.risk) : '',
      one.risk_reason,
      one.consequences,
      when(one.notified_at),
      one.people_ground ? (t.grounds[one.people_ground] ?? '') : '',
      countWords(one, language, zone),
      one.measures,
      one.closed_at ? t.closed : t.open,
    ]),
  }
}
