import type { SmsProvider } from './provider.ts'

/** Where the providers' APIs are: the published addresses, unless the installation says otherwise. */
export type SmsBases = Readonly<Record<SmsProvider['name'], URL>>

export const PUBLISHED: SmsBases = {
  twilio: new URL('https://api.twilio.com'),
  seven: new URL('https://gateway.seven.io'),
}

export type SmsGiven = {
  readonly bases: SmsBases
  /** Where the register of processors stands, below an organisation. */
  readonly processors: string
}
