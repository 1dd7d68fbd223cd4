import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { dkimVerify } from 'mailauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDoor } from '#testing/citizen.ts'
import { startDns, type Zone } from '#testing/dns.ts'
import { somebody } from '#testing/person.ts'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { plainSender } from '../dispatch.ts'
import { messages } from '../module.ts'
import { queueMail } from '../queue.ts'
import { dkimName, dkimRecord } from '../sending/dns-rules.ts'
import { textsFrom } from '../sending/dns.ts'
import { openPump } from '../sending/pump.ts'
import { knownServers } from '../sending/servers.ts'
import { smtpTransport } from '../transport.ts'
import { blocking } from './data.ts'
import { optOutFor, renderWithOptOut } from './opt-out.ts'

const domain = 'musterlingen.example'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys = [{ domain, selector: 's1', algorithm: 'rsa', key: rsa.privateKey }] as const

let web: TestWeb
let mailbox: Mailbox
let zone: Zone
let door: Awaited<ReturnType<typeof openDoor>>
beforeAll(async () => {
  const key = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  zone = await startDns({ [dkimName('s1', domain)]: [dkimRecord('rsa', key)] })
  mailbox = await startSmtp()
  web = await testWeb({
    modules: [
      messages({ transport: undefined, from: `amt@${domain}`, failed: (error) => void web.defects.push(error) }),
    ],
  })
  door = await openDoor(web.app)
})
afterAll(async () => {
  expect(web?.defects).toEqual([])
  await door?.[Symbol.asyncDispose]()
  await web?.close()
  await mailbox?.[Symbol.asyncDispose]()
  await zone?.[Symbol.asyncDispose]()
})

/** All that a mail program has: the raw mail, a DNS server, the network. It knows nothing of who sent it. */
async function mailProgram(raw: string): Promise<Response> {
  const read = textsFrom([zone.address])
  const resolver = async (name: string) => ((await read(name)) ?? []).map((text) => [text])
  const { results } = await dkimVerify(Buffer.from(raw), { resolver } as never)
  const valid = results.filter(({ status }) => status.result === 'pass')
  const covered = valid.flatMap(({ signingHeaders }) => signingHeaders?.keys?.toLowerCase().split(/\s*[:;,]\s*/) ?? [])
  expect(covered).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']))

  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ')
  const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'imu').exec(head)?.[1]
  expect(field('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  const url = /<(https?:[^>]+)>/.exec(field('List-Unsubscribe') ?? '')?.[1] ?? ''
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: field('List-Unsubscribe-Post') ?? '',
    redirect: 'error',
  })
}

test('cxomni/opt-out-everywhere osseno/unsubscribe-blocks one click from the raw mail, whose signature covers both lines', async () => {
  const town = await web.organisation({ name: 'Stadt Musterlingen' })
  const transport = smtpTransport(new URL(mailbox.url))
  const pump = openPump({
    house: web.house,
    servers: knownServers(),
    senderOf: async () => ({ ...plainSender(transport, `amt@${domain}`), keys }),
    failed: (error) => void web.defects.push(error),
  })
  const to = 'oeznur@example.org'
  const write = (person: string) =>
    web.scope({ organisation: town, purpose: blocking }, async (at) => {
      const text = { subject: 'Grüße aus der Stadt', heading: 'Grüße', paragraphs: ['Neue Öffnungszeiten.'] }
      const optOut = await optOutFor(at, to, (path) => absoluteIn({ publicUrl: door.origin }, town)(path, 'de'))
      const rest = { language: 'de', organisation: town, facts: [], actions: [], closing: [] } as const
      const content = renderWithOptOut({ ...text, ...rest }, optOut)
      await queueMail(at, { person, to, cause: randomUUID(), kind: 'test.news', version: 0, lane: 'bulk', content })
    })
  const send = async () => {
    pump.wake(town)
    return pump.idle()
  }
  const person = await web.scope({ organisation: town, purpose: blocking }, (at) =>
    somebody(at, { name: 'Öznur Yıldız', mail: to }),
  )
  await write(person)
  await write(person)
  expect(await send()).toBe(2)
  await write(person) // waits while the reader clicks
  const answer = await mailProgram((await mailbox.mailTo(to, 2)).raw)
  expect([answer.status, answer.headers.getSetCookie(), answer.redirected]).toEqual([200, [], false])
  await write(person)
  expect(await send()).toBe(0)
  expect(mailbox.mails()).toHaveLength(2)
  transport.close()
})
