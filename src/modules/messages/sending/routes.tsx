import { z } from 'zod'
import { mailAddress, typed, uuidField, whole } from '#platform/http/fields.ts'
import { refuse } from '#platform/errors/errors.ts'
import { get, page, post, see, type Asked, type Problems, type Raw } from '#platform/http/route.ts'
import { delivering } from '../data.ts'
import { type ReadTexts, isDomain } from './dns-rules.ts'
import { senderFacts } from './facts.ts'
import { forgetKey, letSign, makeKey } from './keys.ts'
import { pages } from './paths.ts'
import { mayKeepSender } from './permissions.ts'
import {
  checkDomain,
  leaveAddress,
  leaveServer,
  type MailHouse,
  nameAddress,
  nameServer,
  senderRow,
  useAddress,
  useServer,
} from './senders.ts'
import { SenderPage } from './screens/sender.tsx'
import { ServerPage } from './screens/server.tsx'
import { testMail } from './test-mail.ts'
import { senderWords } from './texts.ts'

export type SenderGiven = {
  readonly house: MailHouse
  readonly read: ReadTexts
  /** What SPF must say for the installation's server. */
  readonly mechanism: string
  /** Where the register of processors stands, below an organisation. */
  readonly processors: string
}

const rules = { who: mayKeepSender, purpose: delivering } as const
const path = (below: string) => `/:organisation${below}`
type At = Asked<'messages.delivering', Record<string, unknown>>

const after = z.object({ gespeichert: z.string().optional(), test: z.string().max(40).optional() })

const senderAddress = z.object({
  address: mailAddress({ required: true }).refine(
    (text) => isDomain(text.slice(text.lastIndexOf('@') + 1).toLowerCase()),
    {
      message: 'domain',
    },
  ),
})
const recipient = z.object({ to: mailAddress({ required: true }) })

/** A number of mails a minute, or nothing for no limit; code `number`. */
const limit = z
  .string()
  .optional()
  .transform((text = '', context) => {
    if (text.trim() === '') return null
    const value = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : 0
    if (value >= 1 && value <= 100_000) return value
    context.addIssue({ code: 'custom', message: 'number' })
    return z.NEVER
  })
const server = z.object({
  host: typed({ max: 253, required: true })
    .transform((text) => text.toLowerCase())
    .refine((text) => isDomain(text) || /^\d{1,3}(\.\d{1,3}){3}$/.test(text), { message: 'host' }),
  port: whole(1, 65_535),
  security: z.enum(['starttls', 'tls'], { message: 'unknown' }),
  username: typed({ max: 320 }),
  password: z.string().max(1_000, { message: 'too-long' }).optional(),
  per_minute: limit,
  domain_per_minute: limit,
})

export function senderRoutes({ house, read, mechanism, processors }: SenderGiven) {
  const shown = async (asked: At, more: { errors?: Raw; values?: Raw } = {}) => ({
    frame: asked.staffFrame('messages/copy.js'),
    language: asked.language,
    href: asked.href,
    facts: await senderFacts(asked.at, house, mechanism),
    saved: asked.input['gespeichert'] !== undefined,
    tested: typeof asked.input['test'] === 'string' ? asked.input['test'] : undefined,
    ...more,
  })
  const senderPage = async (asked: At, more: { errors?: Raw; values?: Raw } = {}) =>
    page(<SenderPage {...await shown(asked, more)} />, more.errors ? 422 : 200)
  const serverPage = async (asked: At, more: { errors?: Raw; values?: Raw } = {}) =>
    page(<ServerPage {...await shown(asked, more)} processors={processors} />, more.errors ? 422 : 200)
  const again = (show: typeof senderPage) => (asked: Asked<'messages.delivering', Raw>, problems: Problems) => {
    const { password: _, ...values } = asked.input
    return show({ ...asked, input: {} }, { values, errors: inWords(asked.language, problems) })
  }
  const saved = (asked: At, to: string = pages.sender) => see(`${asked.href(to)}?gespeichert=ja`)
  const did = (below: string, work: (asked: At) => Promise<void>, to?: string) =>
    post(path(below), rules, async (asked) => {
      await work(asked)
      return saved(asked, to)
    })
  const keyOf = (asked: At) => {
    const id = uuidField().safeParse(asked.params['key'])
    if (!id.success) throw refuse('messages.no-such-key', 'gone')
    return id.data
  }

  return [
    get(path(pages.sender), { ...rules, input: after }, (asked) => senderPage(asked)),
    post(path(pages.sender), { ...rules, input: senderAddress, again: again(senderPage) }, async (asked) => {
      await nameAddress(asked.at, asked.input.address)
      return saved(asked)
    }),
    did(pages.check, ({ at }) => checkDomain(at, read, mechanism)),
    did(pages.use, ({ at }) => useAddress(at)),
    did(pages.leave, ({ at }) => leaveAddress(at)),
    post(path(pages.test), { ...rules, input: recipient, again: again(senderPage) }, async (asked) => {
      const outcome = await testMail(asked.at, 'current', asked.input.to, house)
      return see(`${asked.href(pages.sender)}?test=${encodeURIComponent(outcome)}`)
    }),
    post(path(pages.keys), { ...rules, input: z.object({ algorithm: z.enum(['rsa', 'ed25519']) }) }, async (asked) => {
      const row = await senderRow(asked.at)
      if (!row) throw refuse('messages.no-sender', 'conflict')
      await makeKey(asked.at, row.domain, asked.input.algorithm)
      return saved(asked)
    }),
    did(pages.letSign(':key'), (asked) => letSign(asked.at, keyOf(asked))),
    did(pages.forget(':key'), (asked) => forgetKey(asked.at, keyOf(asked))),

    get(path(pages.server), { ...rules, stepUp: true, input: after }, (asked) => serverPage(asked)),
    post(path(pages.server), { ...rules, stepUp: true, input: server, again: again(serverPage) }, async (asked) => {
      const { password, ...wish } = asked.input
      await nameServer(asked.at, { ...wish, password: password || undefined })
      return saved(asked, pages.server)
    }),
    post(path(pages.serverTest), { ...rules, input: recipient, again: again(serverPage) }, async (asked) => {
      const outcome = await testMail(asked.at, 'own', asked.input.to, house)
      return see(`${asked.href(pages.server)}?test=${encodeURIComponent(outcome)}`)
    }),
    did(pages.useServer, ({ at }) => useServer(at), pages.server),
    did(pages.leaveServer, ({ at }) => leaveServer(at), pages.server),
  ]
}

function inWords(language: 'de' | 'en', problems: Problems): Raw {
  const { problems: sentences } = senderWords(language)
  return Object.fromEntries(
    Object.entries(problems).map(([field, code]) => [
      field,
      sentences[code as keyof typeof sentences] ?? sentences.unknown,
    ]),
  )
}
