import { causeOf } from './cause.ts'
import type { Mail } from './mime.ts'
import type { Reading } from './reading.ts'
import { weightOf } from './reasons.ts'

type Fields = ReadonlyMap<string, string>

/** Groups of fields, parted by empty lines; a line that begins with a blank goes on with the one before. */
export function fieldGroups(body: string): Fields[] {
  return body
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .map((group) => {
      const fields = new Map<string, string>()
      for (const line of group.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
        const colon = line.indexOf(':')
        const name = line.slice(0, colon).trim().toLowerCase()
        if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
      }
      return fields
    })
    .filter((fields) => fields.size > 0)
}

/** What stands after the type: `smtp; 550 no such user` is `550 no such user`. */
const afterType = (value: string): string => value.replace(/^[\w-]+\s*;\s*/, '').trim()

/**
 * Reads a delivery status notification (RFC 3464), one outcome per recipient it names. What a recipient's fields leave
 * open the plain text beside them may say, which is where Exchange and older servers have their reason.
 * @returns nothing when the mail has no such part, or the part names no recipient
 */
export function statusOf(mail: Mail): Reading[] {
  const body = mail.part('message/delivery-status', 'message/global-delivery-status')
  if (body === undefined) return []
  return fieldGroups(body)
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient') || fields.has('action'))
    .map((fields) => outcomeOf(fields, mail))
}

function outcomeOf(fields: Fields, mail: Mail): Reading {
  const action = (fields.get('action') ?? '').toLowerCase().split(/[\s(;]/)[0] ?? ''
  const status = fields.get('status') ?? ''
  const diagnostic = afterType(fields.get('diagnostic-code') ?? '')
  const cause = causeOf(diagnostic, status)
  const base = { source: 'report', code: cause.code || firstCode(status), form: 'rfc3464' } as const
  const words = diagnostic || shortened(mail.text)
  const failed = action === 'failed' || (action === '' && status.startsWith('5'))
  if (!failed) {
    if (action === 'delivered') return { ...base, what: 'delivered', words: diagnostic }
    if (action === 'relayed' || action === 'expanded') return { ...base, what: 'relayed', words: diagnostic }
    if (action === 'delayed' || status.startsWith('4'))
      return { ...base, what: 'deferred', reason: cause.reason, words }
    return { ...base, what: 'unknown', words }
  }
  const told = cause.reason === 'unknown' ? causeOf(shortened(mail.text), status) : cause
  // "failed" with 4.x.x: the server has given up on what it called passing
  const permanent = told.permanent ?? true
  return { ...base, what: 'bounced', reason: told.reason, weight: weightOf(told.reason, permanent), words }
}

const firstCode = (status: string): string => /^[245]\.\d{1,3}\.\d{1,3}/.exec(status)?.[0] ?? ''

/** The server's own part of a text: before the copy of our mail that many add. */
export const shortened = (text: string): string => {
  const end = text.search(
    /^.{0,20}(-{2,} ?(this is a copy|below this line|original message|ursprüngliche nachricht|the (body|header|text) of)|(this is a copy of the message|ursprüngliche nachrichtenkopfzeilen|original message headers|diagnoseinformationen für administratoren:.{0,2000}\n\nreceived:))/im,
  )
  return (end > 0 ? text.slice(0, end) : text).slice(0, 6_000)
}
