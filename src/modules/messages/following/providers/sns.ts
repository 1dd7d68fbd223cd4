import { createVerify, X509Certificate } from 'node:crypto'
import { type AskOutside, type Json, textOf } from './told.ts'

/** Only Amazon's own hosts: whoever could name another would sign for it. */
const HOST = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?$/
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]{3,30}:\d{12}:[\w-]{1,256}$/
const KEPT = 20

export const isTopic = (text: string): boolean => TOPIC.test(text)

/** Whether an address is one of Amazon's own: by https, at its standard port, without a name or password before it. */
export function isAmazons(address: string, path: RegExp): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return (
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    HOST.test(url.hostname) &&
    path.test(url.pathname)
  )
}

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const

/** What a message of Amazon SNS is signed over, as published: name and value in turn, each on a line of its own. */
export function signedText(envelope: Json): string | undefined {
  const type = textOf(envelope['Type'])
  if (!Object.hasOwn(signedFields, type)) return undefined
  return signedFields[type as keyof typeof signedFields]
    .filter((name) => typeof envelope[name] === 'string')
    .map((name) => `${name}\n${String(envelope[name])}\n`)
    .join('')
}

// asked for once by each process: the address names the certificate's own fingerprint
const certificates = new Map<string, X509Certificate>()

async function certificate(address: string, ask: AskOutside): Promise<X509Certificate | undefined> {
  const known = certificates.get(address)
  if (known) return known
  const answer = await ask(address)
  if (answer.status !== 200) return undefined
  const read = new X509Certificate(await answer.text())
  if (certificates.size >= KEPT) certificates.clear()
  certificates.set(address, read)
  return read
}

/** Whether a message is signed by Amazon SNS, with a certificate from Amazon that is valid at that time. */
export async function isFromSns(envelope: Json, ask: AskOutside): Promise<boolean> {
  const address = textOf(envelope['SigningCertURL'])
  const text = signedText(envelope)
  const hash = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' }[textOf(envelope['SignatureVersion'])]
  if (text === undefined || hash === undefined || !isAmazons(address, /^\/[\w.-]+\.pem$/)) return false
  try {
    const found = await certificate(address, ask)
    const sent = Temporal.Instant.from(textOf(envelope['Timestamp'])).epochMilliseconds
    if (!found || sent < found.validFromDate.getTime() || sent > found.validToDate.getTime()) return false
    return createVerify(hash).update(text).verify(found.publicKey, textOf(envelope['Signature']), 'base64')
  } catch {
    return false // no answer, no certificate, no time: not shown to be Amazon's
  }
}
