import type { SmsProvider } from '../provider.ts'
import { seven } from './seven.ts'
import { twilio } from './twilio.ts'

export const providers: readonly SmsProvider[] = [seven, twilio]

export const providerNamed = (name: string): SmsProvider | undefined => providers.find((one) => one.name === name)
