import { z } from 'zod'
import { ticked, typed, whole } from '#platform/http/fields.ts'
import type { Raw } from '#platform/http/route.ts'
import { AFTERWARDS, KEEPS } from './data.ts'
import { isLocalName } from './local-set-up.ts'
import { isFolderPath } from './server-folders.ts'
import type { MailboxWish, SetUp } from './set-up.ts'

/** By a password, or by tokens that the provider gives an application. */
export const SIGN_INS = ['passwort', 'oauth'] as const
export type SignIn = (typeof SIGN_INS)[number]
export const GRANTS = ['client', 'refresh'] as const

const secret = () => z.string().max(4_000).default('')
const isAddress = (inside: boolean) => (text: string) =>
  URL.canParse(text) && (new URL(text).protocol === 'https:' || (inside && new URL(text).protocol === 'http:'))

/** @param inside whether servers may stand in a private network */
export const connectionForm = (inside: boolean) =>
  z
    .object({
      name: typed({ max: 120, required: true }),
      server: typed({ max: 200, required: true }).refine((name) => /^[a-z0-9.:[\]-]+$/i.test(name), 'host'),
      port: whole(1, 65_535)
        .catch(0)
        .refine((port) => port > 0, 'port'),
      benutzer: typed({ max: 200, required: true }),
      anmeldung: z.enum(SIGN_INS).default('passwort').catch('passwort'),
      passwort: secret(),
      token_adresse: typed({ max: 500 }).default(''),
      anwendung: typed({ max: 300 }).default(''),
      bereich: typed({ max: 500 }).default(''),
      ausweis: z.enum(GRANTS).default('client').catch('client'),
      geheimnis: secret(),
      auffrischung: secret(),
      lesen: ticked(),
    })
    .superRefine(({ anmeldung, token_adresse, anwendung }, context) => {
      if (anmeldung !== 'oauth') return
      const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
      if (!isAddress(inside)(token_adresse)) issue('token_adresse', 'url')
      if (anwendung === '') issue('anwendung', 'required')
    })
export type Connection = z.output<ReturnType<typeof connectionForm>>

export const folderForm = z.object({
  ordner: typed({ max: 200, required: true }).refine(isFolderPath, 'path'),
  archiv: z.uuid({ message: 'archive' }),
  wie: z.enum(['automatic', 'manual'], { message: 'choice' }),
  was: z.enum(KEEPS, { message: 'choice' }),
  danach: z.enum(AFTERWARDS, { message: 'choice' }),
})
/** A private key with its passphrase; taken as they were typed. */
export const mailKeyForm = z.object({
  schluessel: z.string().max(60_000).default(''),
  kennwort: z.string().max(1_000).default(''),
})
export const localForm = z.object({
  name: typed({ max: 60, required: true }).refine(isLocalName, 'folder'),
  archiv: z.uuid({ message: 'archive' }),
})

export const signInOf = (mailbox: Pick<SetUp, 'oauth_endpoint'> | undefined): SignIn =>
  mailbox && mailbox.oauth_endpoint !== '' ? 'oauth' : 'passwort'

/** What was entered, without its secrets: they are never sent back. */
export const withoutSecrets = (entered: Raw): Raw => {
  const { passwort: _, geheimnis: __, auffrischung: ___, ...rest } = entered
  return rest
}

const orStored = (text: string) => (text === '' ? undefined : text)

/** The mailbox that a form asks for; a secret that is left out is the stored one. */
export function wishOf(input: Connection): MailboxWish {
  const oauth = input.anmeldung === 'oauth'
  return {
    name: input.name,
    host: input.server,
    port: input.port,
    username: input.benutzer,
    active: input.lesen,
    oauth_endpoint: oauth ? input.token_adresse : '',
    oauth_client: oauth ? input.anwendung : '',
    oauth_scope: oauth ? input.bereich : '',
    password: orStored(oauth ? input.geheimnis : input.passwort),
    refresh: oauth && input.ausweis === 'refresh' ? orStored(input.auffrischung) : '',
  }
}

/**
 * What is missing, by field: a stored secret goes to no other server, account, address or application than it was given for.
 * @param hasRefresh whether a refresh token is stored
 */
export function missingSecrets(
  input: Connection,
  before: SetUp | undefined,
  hasRefresh: boolean,
): Readonly<Record<string, string>> {
  const { host, port, username, oauth_endpoint, oauth_client, ...wish } = wishOf(input)
  const same =
    before !== undefined &&
    before.host === host &&
    before.port === port &&
    before.username === username &&
    before.oauth_endpoint === oauth_endpoint &&
    before.oauth_client === oauth_client
  const oauth = input.anmeldung === 'oauth'
  return {
    ...(wish.password === undefined && !same ? (oauth ? { geheimnis: 'secret' } : { passwort: 'password' }) : {}),
    ...(wish.refresh === undefined && !(same && hasRefresh) ? { auffrischung: 'refresh' } : {}),
  }
}
