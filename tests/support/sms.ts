// Two providers of SMS behind a real port of the loopback network, answering as their published APIs say.
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sevenSignature } from '../../src/modules/messages/sms/providers/seven.ts'
import { twilioSignature } from '../../src/modules/messages/sms/providers/twilio.ts'

export type Taken = {
  readonly provider: 'twilio' | 'seven'
  readonly ref: string
  readonly to: string
  readonly from: string
  readonly text: string
  /** Where Twilio was told to report. */
  readonly report: string | undefined
  /** Our id, where seven was given it. */
  readonly foreign: string | undefined
  readonly created: string
}

/**
 * accept · `busy`: 429 with Retry-After · `broken`: 500 · `silent`: takes the request and never answers · `drop`: takes the SMS
 * and hangs up · `lose`: hangs up without taking it · `wrong`: refuses the credentials · a Twilio code such as 21614
 */
export type Mood = 'accept' | 'busy' | 'broken' | 'silent' | 'drop' | 'lose' | 'wrong' | number

export type SmsWorld = AsyncDisposable & {
  readonly bases: { readonly twilio: URL; readonly seven: URL }
  behave(mood: Mood): void
  /** Whether the provider's own books can be read. */
  books(open: boolean): void
  /** Called when an SMS is taken, before the answer leaves. */
  before(answer: (taken: Taken) => Promise<void>): void
  taken(): readonly Taken[]
  requests(): number
  clear(): void
}

export const TWILIO = { account: `AC${'0123456789abcdef'.repeat(2)}`, token: 'ein-geheimes-auth-token' }
export const SEVEN = { key: 'ein-geheimer-api-schluessel', signing: 'ein-geheimer-signaturschluessel' }

export async function startSmsWorld(): Promise<SmsWorld> {
  const all: Taken[] = []
  let mood: Mood = 'accept'
  let open = true
  let asked = 0
  let early: ((taken: Taken) => Promise<void>) | undefined

  const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

  async function take(one: Omit<Taken, 'ref' | 'created'>): Promise<Taken> {
    const ref =
      one.provider === 'twilio' ? `SM${randomUUID().replaceAll('-', '')}` : `7${randomBytes(5).readUIntBE(0, 5)}`
    const created = new Date().toUTCString().replace('GMT', '+0000')
    const taken = { ...one, ref, created }
    all.push(taken)
    await early?.(taken)
    return taken
  }

  async function moody(
    request: IncomingMessage,
    response: ServerResponse,
    refuse: () => void,
    yes: () => Promise<void>,
  ) {
    switch (mood) {
      case 'busy':
        return void json(
          response,
          429,
          { code: 20429, message: 'Too Many Requests', status: 429 },
          { 'retry-after': '90' },
        )
      case 'broken':
        return void json(response, 500, { code: 20500, message: 'Internal Server Error', status: 500 })
      case 'silent':
        return
      case 'lose':
        return void request.socket.destroy()
      case 'drop':
        await yes()
        return void request.socket.destroy()
      case 'accept':
        return yes()
      case 'wrong':
      default:
        return refuse()
    }
  }

  async function twilio(request: IncomingMessage, response: ServerResponse, url: URL, body: string): Promise<void> {
    const right = `Basic ${Buffer.from(`${TWILIO.account}:${TWILIO.token}`).toString('base64')}`
    if (request.headers.authorization !== right || mood === 'wrong')
      return void json(response, 401, { code: 20003, message: 'Authenticate', status: 401 })
    if (url.pathname !== `/2010-04-01/Accounts/${TWILIO.account}/Messages.json`)
      return void json(response, 404, { code: 20404 })
    if (request.method === 'GET') {
      if (!open) return void request.socket.destroy()
      const list = all.filter((one) => one.provider === 'twilio' && one.to === url.searchParams.get('To'))
      return void json(response, 200, {
        messages: list.map(({ ref, to, text, created }) => ({
          sid: ref,
          to,
          body: text,
          date_created: created,
          date_sent: null,
        })),
      })
    }
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return void json(response, 400, { code: 20001, status: 400 })
    const form = new URLSearchParams(body)
    const refuse = () => json(response, 400, { code: mood, message: 'refused', status: 400 })
    await moody(request, response, refuse, async () => {
      const text = form.get('Body') ?? ''
      const taken = await take({
        provider: 'twilio',
        to: form.get('To') ?? '',
        from: form.get('From') ?? form.get('MessagingServiceSid') ?? '',
        text,
        report: form.get('StatusCallback') ?? undefined,
        foreign: undefined,
      })
      if (mood !== 'drop')
        json(response, 201, {
          sid: taken.ref,
          account_sid: TWILIO.account,
          status: 'queued',
          to: taken.to,
          body: text,
          num_segments: '1',
          error_code: null,
          price: null,
        })
    })
  }

  async function seven(request: IncomingMessage, response: ServerResponse, url: URL, body: string): Promise<void> {
    if (request.headers['x-api-key'] !== SEVEN.key || mood === 'wrong') return void json(response, 200, '900')
    if (url.pathname === '/api/journal/outbound') {
      if (!open) return void request.socket.destroy()
      const list = all.filter((one) => one.provider === 'seven' && one.to === url.searchParams.get('to'))
      return void json(
        response,
        200,
        list.map(({ ref, to, from, text, foreign }) => ({ id: ref, to, from, text, foreign_id: foreign, dlr: null })),
      )
    }
    if (url.pathname !== '/api/sms') return void json(response, 404, { success: '404' })
    const told = JSON.parse(body) as Record<string, string>
    const refuse = () =>
      json(response, 200, {
        success: '101',
        messages: [{ id: null, recipient: told['to'], success: false, error: String(mood), error_text: 'refused' }],
      })
    await moody(request, response, refuse, async () => {
      const taken = await take({
        provider: 'seven',
        to: told['to'] ?? '',
        from: told['from'] ?? '',
        text: told['text'] ?? '',
        report: undefined,
        foreign: told['foreign_id'],
      })
      if (mood !== 'drop')
        json(response, 200, {
          success: '100',
          total_price: 0.075,
          balance: 593.994,
          debug: 'false',
          sms_type: 'direct',
          messages: [
            {
              id: taken.ref,
              recipient: taken.to,
              sender: taken.from,
              text: taken.text,
              encoding: 'gsm',
              parts: 1,
              price: 0.075,
              success: true,
              error: null,
              error_text: null,
            },
          ],
        })
    })
  }

  const server = createServer((request, response) => {
    asked++
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const answer = url.pathname.startsWith('/2010-04-01/') ? twilio : seven
      void answer(request, response, url, Buffer.concat(chunks).toString('utf8'))
    })
    request.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return {
    bases: { twilio: base, seven: base },
    behave: (next) => void (mood = next),
    books: (may) => void (open = may),
    before: (answer) => void (early = answer),
    taken: () => [...all],
    requests: () => asked,
    clear: () => void all.splice(0),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type SignedCall = {
  readonly url: string
  readonly init: { method: 'POST'; headers: Record<string, string>; body: string }
}

/** A status callback or an incoming SMS as Twilio sends it. */
export function twilioCall(url: string, fields: Record<string, string>, token = TWILIO.token): SignedCall {
  const form = new URLSearchParams({ AccountSid: TWILIO.account, ApiVersion: '2010-04-01', ...fields })
  return {
    url,
    init: {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': twilioSignature(token, url, form),
      },
      body: form.toString(),
    },
  }
}

/** A webhook as seven sends it. */
export function sevenCall(url: string, told: unknown, at: Temporal.Instant, key = SEVEN.signing): SignedCall {
  const body = JSON.stringify(told)
  const moment = String(Math.floor(at.epochMilliseconds / 1000))
  const nonce = randomBytes(16).toString('hex')
  return {
    url,
    init: {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-timestamp': moment,
        'x-nonce': nonce,
        'x-signature': sevenSignature(key, moment, nonce, url, Buffer.from(body)),
      },
      body,
    },
  }
}
