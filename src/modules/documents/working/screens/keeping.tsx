import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { type Html, KeyValue, Panel } from '#platform/ui/index.ts'
import type { TypeRow } from '../../facts/data.ts'
import type { Kept } from '../actions/keeping.ts'
import { words } from '../texts.ts'

type KeepingProps = { readonly language: Language; readonly zone: string; readonly kept: Kept }

/** From when on a document is kept, until when, and why. */
export function KeepingPanel({ language, zone, kept }: KeepingProps): Html {
  const t = words(language).keeping
  const f = format(language, zone)
  const day = (text: string) => f.shortDate(Temporal.PlainDate.from(text))
  const items = () => {
    switch (kept.is) {
      case 'locked':
        return [
          { term: t.from, value: day(kept.from) },
          { term: t.until, value: t.lockedUntil(day(kept.lock.until)) },
          { term: t.why, value: kept.lock.law },
        ]
      case 'running':
        return [
          { term: t.from, value: day(kept.from) },
          { term: t.until, value: t.gone(day(kept.until)) },
          { term: t.why, value: kept.type ? whyOf(language, kept.type) : t.chosen },
        ]
      case 'waiting':
      case 'guessed':
        return [
          { term: t.from, value: kept.is === 'waiting' ? t.waits : t.guessed(kept.type.name) },
          { term: t.until, value: t.after(lengthOf(language, kept.type)) },
          { term: t.why, value: whyOf(language, kept.type) },
        ]
      case 'open':
        return [
          { term: t.from, value: t.noType },
          { term: t.until, value: t.atMost },
        ]
    }
  }
  return (
    <Panel title={t.title} id="keeping">
      <KeyValue items={items()} small />
    </Panel>
  )
}

const whyOf = (language: Language, { name, law }: TypeRow): string =>
  law === '' ? words(language).keeping.type(name) : words(language).keeping.typeAndLaw(name, law)

/** `8 Jahre zum Jahresende` */
function lengthOf(language: Language, { keep_unit, keep_length, year_end }: TypeRow): string {
  const t = words(language).archive
  return [keep_unit === 'years' ? t.years(keep_length) : t.days(keep_length), ...(year_end ? [t.yearEnd] : [])].join(
    ' ',
  )
}
