import { cleanText } from '#platform/text/clean.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { dateEntered, timeEntered } from './entered.ts'
import type { ReasonedException } from './preview.ts'

export const exceptionFields = [
  'kind',
  'from_date',
  'until_date',
  'from_time',
  'until_time',
  'reason',
  'reason_en',
] as const
export const LONGEST_REASON = 200

/** Reads the form of a closure or opening; without a second date it is one day. Problems by field. */
export function readException(entered: Raw): { readonly one: ReasonedException; readonly problems: Problems } {
  const problems: Record<string, string> = {}
  const text = (name: (typeof exceptionFields)[number]) => (entered[name] ?? '').trim()
  const line = (name: 'reason' | 'reason_en') => {
    const cleaned = cleanText(entered[name] ?? '', { max: LONGEST_REASON })
    if (!cleaned.ok) problems[name] = 'too-long'
    return cleaned.ok ? cleaned.text : ''
  }
  const date = (name: 'from_date' | 'until_date') => {
    const found = dateEntered(text(name))
    if (!found && text(name) !== '') problems[name] = 'date'
    return found
  }
  const time = (name: 'from_time' | 'until_time') => {
    const found = timeEntered(text(name))
    if (!found && text(name) !== '') problems[name] = 'time'
    return found ?? null
  }
  const kind = text('kind')
  if (kind !== 'closed' && kind !== 'open') problems['kind'] = 'choice'
  const from_date = date('from_date')
  if (text('from_date') === '') problems['from_date'] = 'required'
  const until_date = date('until_date') ?? from_date
  if (from_date && until_date && until_date < from_date) problems['until_date'] = 'order'
  const [from_time, until_time] = [time('from_time'), time('until_time')]
  if (text('from_time') === '' && text('until_time') !== '') problems['from_time'] = 'half'
  if (text('until_time') === '' && text('from_time') !== '') problems['until_time'] = 'half'
  return {
    one: {
      kind: kind === 'open' ? 'open' : 'closed',
      from_date: from_date ?? '',
      until_date: until_date ?? '',
      from_time,
      until_time,
      reason: line('reason'),
      reason_en: line('reason_en'),
    },
    problems,
  }
}
