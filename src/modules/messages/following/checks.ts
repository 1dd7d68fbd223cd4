import { randomUUID } from 'node:crypto'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import {
  acceptOffer,
  broken,
  type Check,
  type Checks,
  deletionRun,
  type Evidence,
  hasConsent,
  kept,
  type Probe,
  withdraw,
} from '#privacy'
import { messages, notifying } from '../data.ts'
import { dispatchFor } from '../dispatch.ts'
import { queueMail } from '../queue.ts'
import type { OutgoingMail } from '../transport.ts'
import { db, mailReports, measuring, messageEvents } from './data.ts'
import { eventsOf } from './events.ts'
import { receive } from './receive.ts'
import { returnPathOf } from './return-path.ts'
import { change } from './set-up.ts'
import { noteSightings } from './sightings.ts'

const keys = tables({ person_keys: personKeys })
const RETURN = 'pruef+*@pruef.invalid'
const TARGET = 'https://pruef.invalid/termin?nummer=1&sprache=de'
const reader = {
  headers: {
    host: 'localhost',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  },
}

async function somebody(at: Scope<string>): Promise<string> {
  const person = randomUUID()
  const { wrapped } = await at.keys.mint(person, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: person, kind: 'general', wrapped })
    .execute()
  return person
}

type Left = { readonly message: string; readonly person: string; readonly html: string }

/** Writes to an invented person, and gives what would have left. */
async function written({ scratch, organisation, within }: Probe, consents: boolean): Promise<Left> {
  const to = `leserin-${randomUUID().slice(0, 8)}@pruef.invalid`
  const html = `<html><body><a href="${TARGET.replace('&', '&amp;')}">Ansehen</a></body></html>`
  const person = await within(organisation, async (at) => {
    await change(at, { return_path: RETURN, measures: true })
    const made = await somebody(at)
    if (consents) await acceptOffer(at, made, measuring.name)
    const content = { subject: 'Prüfung', text: 'Prüfung', html }
    await queueMail(at, { person: made, to, cause: randomUUID(), kind: 'pruefung', version: 0, content })
    return made
  })
  const left: OutgoingMail[] = []
  await dispatchFor(scratch, organisation, { send: async (mail) => void left.push(mail) }, 'pruefung@pruef.invalid')
  const mail = left.find((one) => one.to === to)
  return { message: /<([0-9a-f-]{36})@/.exec(mail?.messageId ?? '')?.[1] ?? '', person, html: mail?.content.html ?? '' }
}

/** A report as a mail server sends it (RFC 3464). */
const report = (to: string, action: string, status: string): Buffer =>
  Buffer.from(
    [
      'Return-Path: <>',
      'From: MAILER-DAEMON@pruef.invalid',
      `To: ${to}`,
      'Subject: Delivery report',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; pruef.invalid',
      '',
      'Final-Recipient: rfc822; leserin@pruef.invalid',
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--b--',
      '',
    ].join('\r\n'),
  )

/** Seen as the desk sees it, also of people whose data are restricted. */
const kindsOf = ({ scratch, organisation }: Probe, message: string): Promise<string[]> =>
  inScope(
    scratch,
    { organisation, actor: { kind: 'system', job: 'verify' }, purpose: notifying, readOnly: true },
    async (at) => (await eventsOf(at, message)).map(({ kind }) => kind),
  )

const pathIn = (url: string): string => {
  const { pathname, search } = new URL(url.replaceAll('&amp;', '&'))
  return pathname + search
}

/**
 * smartcx/mail-tracking: of two invented people one consents. Only that one's mail is measured; what opens and clicks is
 * noted, a machine's is not; delivery is noted from a server's report, and not from a forged one; withdrawal ends the
 * measuring at once, and the link leads on.
 */
const tracking: Check = async (probe): Promise<Evidence> => {
  const { scratch, organisation, within, ask } = probe
  const plain = await written(probe, false)
  if (!plain.html.includes(`href="${TARGET.replace('&', '&amp;')}"`) || plain.html.includes('<img'))
    return broken('a mail to somebody who consented to nothing was changed')
  const read = await written(probe, true)
  const [link, picture] = [/href="([^"]+)"/.exec(read.html)?.[1], /src="([^"]+)"/.exec(read.html)?.[1]]
  if (!link || !picture || link === TARGET) return broken('the mail to somebody who consented is not measured')

  const delivered = async (path: string) =>
    within(organisation, (at) => receive(at, report(path, 'delivered', '2.0.0'), { isOurs: () => false }))
  const path = await within(organisation, (at) => returnPathOf(at, RETURN, read.message))
  await delivered(path.replace(/.(?=@)/, (last) => (last === 'a' ? 'b' : 'a')))
  if ((await kindsOf(probe, read.message)).includes('delivered'))
    return broken('a forged report of delivery was believed')
  await delivered(path)
  scratch.clock.advance({ minutes: 2 })
  await ask(pathIn(picture), { headers: { ...reader.headers, 'user-agent': 'Googlebot/2.1' } })
  await noteSightings(scratch, true)
  if ((await kindsOf(probe, read.message)).includes('opened')) return broken('a machine was counted as a reader')
  await ask(pathIn(picture), reader)
  scratch.clock.advance({ seconds: 30 })
  const on = await ask(pathIn(link), reader)
  await noteSightings(scratch, true)
  const seen = await kindsOf(probe, read.message)
  for (const kind of ['accepted', 'delivered', 'opened', 'clicked'])
    if (!seen.includes(kind)) return broken(`with consent, "${kind}" was not noted`)
  if (on.headers.get('location') !== TARGET) return broken('a measured link does not lead where the mail led')

  await within(organisation, (at) => withdraw(at, read.person, 'all', 'person'))
  if (await within(organisation, (at) => hasConsent(at, read.person, measuring.name)))
    return broken('the consent could not be withdrawn')
  const after = await ask(pathIn(link), reader)
  await ask(pathIn(picture), reader)
  await noteSightings(scratch, true)
  const left = (await kindsOf(probe, read.message)).filter((kind) => kind === 'opened' || kind === 'clicked')
  if (left.length > 0) return broken('after the withdrawal, what was opened or clicked is still counted')
  if (after.headers.get('location') !== TARGET) return broken('after the withdrawal, the link leads nowhere')
  const forged = await ask(pathIn(link).replace(/zu=.*/, 'zu=https%3A%2F%2Fboese.invalid%2F'), reader)
  if (forged.headers.get('location')) return broken('a link leads where no mail led')
  return kept('delivery, opening and clicking noted with consent; nothing without it, nothing after its withdrawal')
}

/** smartcx/mail-log-30-days: a mail with everything that is known of it, a day before its time and a day after its grace. */
const logOf30Days: Check = async (probe): Promise<Evidence> => {
  const { scratch, organisation, within } = probe
  const { message } = await written(probe, false)
  const path = await within(organisation, (at) => returnPathOf(at, RETURN, message))
  await within(organisation, (at) => receive(at, report(path, 'failed', '4.2.2'), { isOurs: () => false }))
  const rows = () =>
    within(organisation, async (at) => {
      const [messages, events, reports] = await Promise.all([
        db(at).selectFrom('messages').select('id').where('id', '=', message).execute(),
        db(at).selectFrom('message_events').select('id').where('message_id', '=', message).execute(),
        db(at).selectFrom('mail_reports').select('id').where('message_id', '=', message).execute(),
      ])
      return { messages: messages.length, events: events.length, reports: reports.length }
    })
  const start = scratch.clock.now()
  const before = await rows()
  if (before.messages !== 1 || before.events < 2 || before.reports !== 1)
    return broken('what became of a mail is not in its protocol')
  // only the protocol: of this person nothing else speaks, and whom nothing speaks of is forgotten at once
  const run = (hours: number) =>
    deletionRun(scratch, organisation, start.add({ hours }), { tables: [messages, messageEvents, mailReports] })
  await run(29 * 24)
  if (JSON.stringify(await rows()) !== JSON.stringify(before)) return broken('the protocol was gone before 30 days')
  await run(31 * 24 + 1)
  const left = Object.entries(await rows()).filter(([, count]) => count > 0)
  if (left.length > 0)
    return broken(`after 31 days there is still something in ${left.map(([name]) => name).join(', ')}`)
  return kept(`a mail, ${before.events} events and a report of it: there on day 29, gone on day 31`)
}

export const followingChecks: Checks = {
  'smartcx/mail-tracking': tracking,
  'smartcx/mail-log-30-days': logOf30Days,
}
