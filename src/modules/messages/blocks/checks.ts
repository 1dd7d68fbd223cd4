import { randomInt, randomUUID } from 'node:crypto'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import type { MailTemplate } from '#platform/mail/parts.ts'
import { allMailTemplates } from '#platform/mail/template.ts'
import { broken, type Check, type Checks, erasePeople, kept, objectToAdvertising, type Probe, suppress } from '#privacy'
import { db, type MailContent } from '../data.ts'
import { dispatchFor } from '../dispatch.ts'
import { type Mail, queueMail } from '../queue.ts'
import type { Lane } from '../rules.ts'
import { composeMail } from '../templates/compose.ts'
import type { OutgoingMail } from '../transport.ts'
import { block, unblock } from './actions.ts'
import { composeWithOptOut } from './compose.ts'
import { gate } from './gate.ts'
import { sortAddresses } from './import.ts'
import { optOutFor, renderWithOptOut, type WithOptOut } from './opt-out.ts'
import { stopByReply } from './reply.ts'

const keys = tables({ person_keys: personKeys })
const headers = { host: 'localhost' }

async function somebody(at: Scope<string>): Promise<string> {
  const person = randomUUID()
  const { wrapped } = await at.keys.mint(person, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: person, kind: 'general', wrapped })
    .execute()
  return person
}
const address = (what: string) => `${what}-${randomUUID().slice(0, 8)}@pruef.invalid`
const text = { subject: 'Prüfung', heading: 'Prüfung', paragraphs: [], facts: [], actions: [], closing: [] } as const

const wayOut = (at: Scope<string>, to: string) =>
  optOutFor(at, to, (path) => `http://localhost/${at.organisation.slug}${path}`)

async function mailIn(at: Scope<string>, lane: Lane, person: string, to: string): Promise<Mail> {
  const intent = { person, to, cause: randomUUID(), kind: 'pruefung', version: 0 }
  const content = renderWithOptOut({ language: 'de', organisation: at.organisation, ...text }, await wayOut(at, to))
  return lane === 'transactional' ? { ...intent, content } : { ...intent, lane, content }
}

/** What leaves the organisation when everything that is due is sent. */
async function leaving({ scratch, organisation }: Probe): Promise<OutgoingMail[]> {
  const left: OutgoingMail[] = []
  await dispatchFor(scratch, organisation, { send: async (mail) => void left.push(mail) }, 'pruefung@pruef.invalid')
  return left
}

/** Each way by which somebody is blocked; `link` is the address in their mail. */
const ways: Readonly<Record<string, (probe: Probe, given: Given) => Promise<unknown>>> = {
  'one click': ({ ask }, { link }) => oneClick(ask, link),
  reply: ({ organisation, within }, { to }) =>
    within(organisation, (at) =>
      stopByReply(at, {
        message: undefined,
        person: undefined,
        sender: to,
        recipients: [],
        subject: 'Abmelden',
        text: '',
      }),
    ),
  staff: ({ organisation, within }, { to }) =>
    within(organisation, async (at) =>
      block(at, { channel: 'mail', token: await exactToken(at, 'mail', to) }, { way: 'staff', reason: 'letter' }),
    ),
  objection: ({ organisation, within }, { person }) => within(organisation, (at) => objectToAdvertising(at, person)),
  list: ({ organisation, within }, { to }) => within(organisation, (at) => suppress(at, to, '*')),
}
type Given = { readonly person: string; readonly to: string; readonly link: string }

/** What a mail program does on its own (RFC 8058): no cookie, nothing of a browser, a redirect would not be followed. */
async function oneClick(ask: Probe['ask'], url: string): Promise<Response> {
  const { pathname } = new URL(url)
  const body = 'List-Unsubscribe=One-Click'
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return ask(pathname, { method: 'POST', body, headers: { ...headers, ...type }, redirect: 'manual' })
}

const lanes = ['informational', 'bulk', 'transactional'] as const

/**
 * optigem/mail-block: whatever way an address was blocked by, mails of every lane that waited and that come afterwards stay
 * here, and so does an SMS; what the person's own request calls for arrives. Lifted, it is written to again.
 */
const mailBlock: Check = async (probe) => {
  const { organisation, within } = probe
  for (const [name, way] of Object.entries(ways)) {
    const to = address('sperre')
    const queue = (person: string) => async (at: Scope<string>) => {
      for (const lane of lanes) await queueMail(at, await mailIn(at, lane, person, to))
    }
    const given = await within(organisation, async (at) => {
      const person = await somebody(at)
      await queue(person)(at)
      return { person, to, link: (await wayOut(at, to)).url }
    })
    await way(probe, given)
    await within(organisation, queue(given.person))
    const left = (await leaving(probe)).filter((mail) => mail.to === to).length
    const advertised = await within(organisation, (at) =>
      db(at)
        .selectFrom('messages')
        .select('id')
        .where('person_id', '=', given.person)
        .where('lane', '!=', 'transactional')
        .where('state', '!=', 'dropped')
        .execute(),
    )
    if (left !== 2 || advertised.length > 0)
      return broken(`blocked by ${name}: ${left} mails left where 2 were asked for, ${advertised.length} still wait`)
  }
  const phone = `+4930${randomInt(1_000_000, 9_000_000)}`
  const sms = await within(organisation, async (at) => {
    const number = { channel: 'phone', token: await exactToken(at, 'phone', phone) } as const
    const asked = {
      person: undefined,
      to: phone,
      channel: 'phone',
      lane: 'informational',
      activity: undefined,
    } as const
    const before = await gate(at, [asked])
    await block(at, number, { way: 'staff', reason: 'call' })
    const during = await gate(at, [asked, { ...asked, lane: 'transactional' }])
    await unblock(at, number, { way: 'staff', reason: 'call' })
    return [...before, ...during, ...(await gate(at, [asked]))].join()
  })
  if (sms !== 'true,false,true,true')
    return broken(`the gate said ${sms} of SMS to a number free, blocked and free again`)
  return kept(
    `${Object.keys(ways).length} ways to block tried: each stopped waiting and later mails of two lanes; an SMS likewise`,
  )
}

const sampleOf = (template: MailTemplate) => ({
  language: 'de' as const,
  values: Object.fromEntries(Object.entries(template.placeholders).map(([name, { example }]) => [name, example.de])),
})

/** The address that a mail program finds in the header, beside `mailto:`. */
const inHeader = (mail: OutgoingMail): string | undefined => {
  const line = mail.content.headers?.['List-Unsubscribe']
  return /<(https?:[^>]+)>/u.exec(line ?? '')?.[1]
}

/**
 * cxomni/opt-out-everywhere: every kind of mail of the information and advertising lanes is rendered and sent, and the way
 * out that its header names is used as a mail program does; no mail of any kind enters these lanes without one.
 */
const optOutEverywhere: Check = async (probe) => {
  const { organisation, within, ask } = probe
  const templates = allMailTemplates()
  const offered = templates.filter(({ lane }) => lane !== undefined)
  for (const template of templates) {
    const bare = await within(organisation, async (at) => {
      const content: MailContent = await composeMail(at, template, sampleOf(template))
      const to = address('ohne')
      const mail = { person: await somebody(at), to, cause: randomUUID(), kind: template.kind, version: 0 }
      // what does not compile is tried all the same
      return queueMail(at, { ...mail, lane: template.lane ?? 'informational', content: content as WithOptOut })
    }).then(
      () => 'taken',
      (error: unknown) => (isRefusal(error, 'messages.no-opt-out') ? 'refused' : String(error)),
    )
    if (bare !== 'refused') return broken(`a mail ${template.kind} without a way out was ${bare}`)
  }
  for (const template of offered) {
    const to = address('info')
    const person = await within(organisation, somebody)
    const queue = (at: Scope<string>) =>
      wayOut(at, to)
        .then((optOut) => composeWithOptOut(at, template, sampleOf(template), optOut))
        .then((content) => {
          const intent = { person, to, cause: randomUUID(), kind: template.kind, version: 0 }
          return queueMail(at, { ...intent, lane: template.lane ?? 'informational', content })
        })
    await within(organisation, queue)
    const [mail] = (await leaving(probe)).filter((one) => one.to === to)
    const url = mail && inHeader(mail)
    if (!mail || !url) return broken(`the mail ${template.kind} ${mail ? 'names no way out' : 'did not leave'}`)
    const looked = await ask(new URL(url).pathname, { headers })
    await within(organisation, queue)
    const [still] = (await leaving(probe)).filter((one) => one.to === to)
    const answer = await oneClick(ask, url)
    await within(organisation, queue)
    const after = (await leaving(probe)).filter((one) => one.to === to)
    if (looked.status !== 200 || !still) return broken(`looking at the way out of ${template.kind} unsubscribed`)
    if (answer.status !== 200 || answer.headers.has('set-cookie') || answer.headers.has('location') || after.length > 0)
      return broken(`the way out of ${template.kind} answered ${answer.status}; ${after.length} mails left afterwards`)
  }
  return offered.length > 0
    ? kept(
        `${offered.length} kinds of mail sent, their one click used and heeded; ${templates.length} kinds refused without`,
      )
    : broken('no kind of mail is declared for information or advertising')
}

/**
 * osseno/unsubscribe-blocks: an address that unsubscribed, and one whose person was erased after that, are left out of an
 * import, and mails to them are not queued, also for somebody new; nothing that is kept shows the address.
 */
const unsubscribeBlocks: Check = async ({ organisation, within, ask }) => {
  const [unsubscribed, erased, free] = ['abgemeldet', 'geloescht', 'frei'].map(address) as [string, string, string]
  const person = await within(organisation, async (at) => {
    const known = await somebody(at)
    await queueMail(at, await mailIn(at, 'informational', known, erased))
    return known
  })
  for (const to of [unsubscribed, erased]) await oneClick(ask, (await within(organisation, (at) => wayOut(at, to))).url)
  await within(organisation, (at) => erasePeople(at, [person], 'request'))
  const list = [unsubscribed, erased.toUpperCase(), free].join('\n')
  const sorted = await within(organisation, (at) => sortAddresses(at, list))
  const queued = await within(organisation, async (at) => {
    const fresh = await somebody(at)
    for (const to of [unsubscribed, erased, free]) await queueMail(at, await mailIn(at, 'bulk', fresh, to))
    return db(at).selectFrom('messages').select('id').where('person_id', '=', fresh).execute()
  })
  return sorted.free.join() === free && sorted.blocked === 2 && queued.length === 1
    ? kept('an address that unsubscribed and one of an erased person were left out of an import and got no mail')
    : broken(`${sorted.blocked} of 2 addresses were left out of an import, ${queued.length} of 1 mails queued`)
}

export const blockChecks: Checks = {
  'optigem/mail-block': mailBlock,
  'cxomni/opt-out-everywhere': optOutEverywhere,
  'osseno/unsubscribe-blocks': unsubscribeBlocks,
}
