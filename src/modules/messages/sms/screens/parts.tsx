import type { Language } from '#platform/text/language.ts'
import { format } from '#platform/text/format.ts'
import { Pill, SubTabs, type Html } from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import { providerNamed } from '../providers/index.ts'
import type { SmsLine } from '../queries.ts'
import type { SmsState } from '../rules.ts'
import { smsWords } from '../texts.ts'

const tones = {
  queued: 'warning',
  sent: 'muted',
  delivered: 'success',
  undelivered: 'danger',
  failed: 'danger',
  dropped: 'muted',
} as const

export function StatePill({ language, state }: { readonly language: Language; readonly state: string }): Html {
  const known = state as SmsState
  return <Pill tone={tones[known]}>{smsWords(language).states[known]}</Pill>
}

/** Why an SMS stands where it does, in words; the provider's code where nobody knows better. */
export function reasonOf(language: Language, row: Pick<SmsLine, 'state' | 'answer' | 'provider' | 'attempts'>): string {
  const { answers } = smsWords(language)
  const { answer } = row
  const own = answers[answer as keyof typeof answers]
  if (typeof own === 'string') return own
  if (answer === '') return row.state === 'queued' && row.attempts === 0 ? answers.waits : ''
  const hint = providerNamed(row.provider)?.hints[answer]?.[language]
  if (hint) return hint
  if (/^(429|503|20429)$/.test(answer)) return answers.busy
  if (/^5\d\d$|^20500$/.test(answer)) return answers.broken
  if (/^E[A-Z_]+$|^UND_|^LOST$|^TIMEOUT$/.test(answer)) return answers.connection
  return answer === 'found' ? '' : answers.code(answer)
}

export function SmsTabs({
  language,
  href,
  current,
  mayChange,
}: {
  readonly language: Language
  readonly href: (path: string) => string
  readonly current: 'list' | 'setup' | 'texts'
  /** The other pages are for those only who may change something there. */
  readonly mayChange: boolean
}): Html {
  const w = smsWords(language)
  if (!mayChange) return <></>
  return (
    <SubTabs
      label={w.title}
      tabs={(['list', 'setup', 'texts'] as const).map((name) => ({
        url: href(paths[name]),
        label: w.tabs[name],
        current: name === current,
      }))}
    />
  )
}

export const whenIn = (language: Language, zone: string, at: Temporal.Instant): string => {
  const f = format(language, zone)
  return `${f.shortDate(at)}, ${f.time(at)}`
}
