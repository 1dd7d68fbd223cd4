import type { Raw } from '#platform/http/route.ts'
import { countryOf, type NumberProblem, readMobile } from '#messages'

export const SMS_TICK = 'sms'
export const SMS_NUMBER = 'sms_number'

/** What was entered about SMS: the number they are to go to, or what is wrong. Neither tick nor number: none are wanted. */
export type TextingEntered = {
  readonly to?: string
  readonly problems: Readonly<Record<string, TextingProblem>>
}
export type TextingProblem = 'sms-tick' | 'sms-number' | NumberProblem

/** A number without its tick is never used and never silently dropped; nor is a tick without a number. */
export function readTexting(entered: Raw, holidayRegion: string): TextingEntered {
  const number = (entered[SMS_NUMBER] ?? '').trim()
  const ticked = Boolean(entered[SMS_TICK])
  if (number === '') return { problems: ticked ? { [SMS_NUMBER]: 'sms-number' } : {} }
  if (number.length > 40) return { problems: { [SMS_NUMBER]: 'too-long' } }
  const read = readMobile(number, countryOf(holidayRegion))
  const problems: Record<string, TextingProblem> = ticked ? {} : { [SMS_TICK]: 'sms-tick' }
  if ('problem' in read) return { problems: { ...problems, [SMS_NUMBER]: read.problem } }
  return ticked ? { to: read.e164, problems } : { problems }
}

type Reminding = { readonly remind_hours: number }

/** When to remind of an appointment; undefined when that time has passed: its confirmation has only just gone. */
export function remindAt(
  { remind_hours }: Reminding,
  start: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  const then = start.subtract({ hours: remind_hours })
  return Temporal.Instant.compare(then, now) > 0 ? then : undefined
}
