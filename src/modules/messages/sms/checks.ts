import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { broken, type Check, type Checks, kept, recordConsent } from '#privacy'
import { db, texting } from './data.ts'
import { dispatchSms, sendBatch } from './dispatch.ts'
import { reportPath } from './paths.ts'
import { seven, sevenSignature } from './providers/seven.ts'
import { queueSms } from './queue.ts'
import { keepSetup, setupOf } from './settings.ts'

const keys = tables({ person_keys: personKeys })

type StandIn = AsyncDisposable & {
  readonly base: URL
  readonly got: readonly { readonly to: string; readonly text: string; readonly ref: string }[]
}

/** Stands for the provider on this machine, by its published API. @param taken runs before the answer leaves */
async function standIn(taken: (ref: string) => Promise<unknown>): Promise<StandIn> {
  const got: { to: string; text: string; ref: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const { to, text } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>
      const ref = String(randomBytes(6).readUIntBE(0, 6))
      got.push({ to: to ?? '', text: text ?? '', ref })
      const answer = JSON.stringify({ success: '100', messages: [{ id: ref, success: true }] })
      const reply = () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
      void taken(ref).then(reply, () => response.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    got,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * smartcx/sms: without consent none is queued, and none leaves while the company is not switched on in the register of
 * processors; with both it is handed over once, its report is joined although it comes before the answer, a replay and a
 * forged report change nothing, number and text are gone, and STOP ends it.
 */
const sms: Check = async ({ scratch, organisation, ask, within }) => {
  const access = { key: randomUUID(), signing: randomUUID() }
  const [person, to, text] = [randomUUID(), '+4915199999999', `Pruefung ${randomUUID()}`]
  const path = `/${organisation.slug}${reportPath('seven')}`
  const signed = (told: unknown, key: string = access.signing) => {
    const body = JSON.stringify(told)
    const moment = String(Math.floor(scratch.clock.now().epochMilliseconds / 1000))
    const nonce = randomBytes(16).toString('hex')
    const url = scratch.publicUrl + path
    return {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        host: new URL(url).host,
        'x-timestamp': moment,
        'x-nonce': nonce,
        'x-signature': sevenSignature(key, moment, nonce, url, Buffer.from(body)),
      },
      body,
    }
  }
  const report = (ref: string, status: string) => ({ webhook_event: 'dlr', data: { msg_id: ref, status } })
  const statuses: number[] = []
  const call = async (init: RequestInit) => void statuses.push((await ask(path, init)).status)
  let heeded: ReturnType<typeof signed> | undefined
  await using provider = await standIn(async (ref) => call((heeded = signed(report(ref, 'DELIVERED')))))

  const queue = () =>
    within(organisation, (at) =>
      queueSms(at, { person, to, cause: randomUUID(), kind: 'pruefung', version: 0, activity: texting, text }),
    )
  const rows = () =>
    within(organisation, (at) =>
      db(at).selectFrom('sms_messages').selectAll().where('kind', '=', 'pruefung').orderBy('created_at').execute(),
    )

  const setup = { provider: seven, access, sender: 'Pruefung', price: 750, currency: 'EUR' }
  await within(organisation, async (at) => {
    const { wrapped } = await at.keys.mint(person, 'general')
    await keys(at)
      .insertInto('person_keys')
      .values({ organisation_id: organisation.id, person_id: person, kind: 'general', wrapped })
      .execute()
    if (!(await keepSetup(at, setup, 0))) throw new Error('the setup was not kept')
  })
  await queue()
  if ((await rows()).length > 0) return broken('an SMS was queued without consent')
  await within(organisation, (at) =>
    recordConsent(at, { person, activity: texting, wording: 'SMS an diese Nummer', special: false }),
  )
  await queue()
  await dispatchSms(scratch, organisation, { seven: provider.base, twilio: provider.base })
  if (provider.got.length > 0) return broken('an SMS left before its company stood in the register of processors')

  const ready = await within(organisation, setupOf)
  if (!ready) return broken('the setup does not open')
  const by = { house: scratch, organisation, setup: ready, base: provider.base }
  await sendBatch(by)
  await sendBatch(by)
  const [sent, ...others] = provider.got
  if (!sent || others.length > 0 || sent.to !== to || sent.text !== text)
    return broken(`${provider.got.length} SMS left instead of one`)
  const [row] = await rows()
  if (row?.state !== 'delivered') return broken(`a report before the answer was not joined: ${row?.state}`)
  if (row.content !== null || row.recipient !== null) return broken('number or text stayed after sending')

  if (heeded) await call(heeded)
  await call(signed(report(sent.ref, 'FAILED'), 'another key'))
  await call(signed({ webhook_event: 'sms_mo', data: { sender: to.slice(1), text: 'STOP' } }))
  await queue()
  const [first, ...late] = await rows()
  const answered = statuses.join(' ')
  if (answered !== '200 409 403 200') return broken(`report, replay, forged report and STOP were answered ${answered}`)
  if (first?.state !== 'delivered') return broken('a replayed or forged report changed an SMS')
  return late.length === 0
    ? kept('one SMS left with consent, was followed to the phone; replay and forged report refused, STOP heeded')
    : broken('an SMS was queued to a number that had answered STOP')
}

export const smsChecks: Checks = { 'smartcx/sms': sms }
