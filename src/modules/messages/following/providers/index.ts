import { brevo } from './brevo.ts'
import { mailgun } from './mailgun.ts'
import { postmark } from './postmark.ts'
import { ses } from './ses.ts'
import type { FeedbackProvider } from './told.ts'

export const feedbackProviders: readonly FeedbackProvider[] = [brevo, mailgun, postmark, ses]
export const providerNamed = (name: string): FeedbackProvider | undefined =>
  feedbackProviders.find((one) => one.name === name)
