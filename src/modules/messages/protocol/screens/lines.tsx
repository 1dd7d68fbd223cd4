import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { type Column, type Html, Link, Muted, Pill, type Tone } from '#platform/ui/index.ts'
import type { EventKind } from '../../following/data.ts'
import { nameOfKind } from '../../names.ts'
import { paths } from '../paths.ts'
import type { Line } from '../queries.ts'
import { answerInWords, isCode, protocolWords } from '../words.ts'

type About = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly news: ReadonlyMap<string, EventKind>
}

const tones: Readonly<Record<string, Tone | 'muted'>> = {
  queued: 'warning',
  sent: 'info',
  failed: 'danger',
  dropped: 'muted',
  delivered: 'success',
  bounced: 'danger',
  complained: 'danger',
}

/** Where a mail stands, in words: what became of it after it had left counts more than that it left. */
export function Standing({
  language,
  state,
  news,
}: {
  readonly language: Language
  readonly state: string
  readonly news: EventKind | undefined
}): Html {
  const w = protocolWords(language)
  const later = state === 'sent' && (news === 'delivered' || news === 'bounced' || news === 'complained')
  if (later) return <Pill tone={tones[news]}>{w.events[news]}</Pill>
  return <Pill tone={tones[state]}>{w.states[state as keyof typeof w.states]}</Pill>
}

/** The columns by which the protocol names a mail; none of them says whose it is. */
export function lineColumns({ language, zone, href, news }: About): Column<Line>[] {
  const w = protocolWords(language)
  const f = format(language, zone)
  return [
    {
      label: w.kind,
      header: true,
      cell: (line) => <Link url={href(paths.one(line.id))}>{nameOfKind(line.kind)[language]}</Link>,
    },
    { label: w.when, cell: ({ created_at }) => `${f.shortDate(created_at)}, ${f.time(created_at)}` },
    { label: w.lane, cell: ({ lane }) => w.lanes[lane as keyof typeof w.lanes] },
    {
      label: w.state,
      cell: ({ id, state }) => <Standing language={language} state={state} news={news.get(id)} />,
    },
    {
      label: w.why,
      cell: ({ state, answer, attempts }) =>
        state === 'sent' || (state === 'queued' && attempts === 0) ? (
          ''
        ) : (
          <>
            {answerInWords(language, answer)}
            {isCode(answer) && <Muted> ({answer})</Muted>}
          </>
        ),
    },
  ]
}
