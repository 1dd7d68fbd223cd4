export {
  block,
  gate,
  optOutFor,
  renderWithOptOut,
  sortAddresses,
  composeWithOptOut,
  type Reaching,
  type WithOptOut,
} from './blocks/index.ts'
export {
  audience,
  informationSamples,
  informing,
  type Audience,
  type AudienceField,
  type Choice,
  type Concerned,
} from './information/index.ts'
export { messageChecks } from './checks.ts'
export { delivering, notifying, type MailContent } from './data.ts'
export type { OutgoingMail, Transport } from './transport.ts'
export { messages, settings, type Sending } from './module.ts'
export { nameOfKind } from './names.ts'
export { maySeeMessages } from './permissions.ts'
export { arrivalOf, notArrived } from './queries.ts'
export { dropQueued, queueMail, retryMail, type Mail } from './queue.ts'
export { composeMail, composeOurs, expectMail, type WordingPorts } from './templates/index.ts'
export { serverAt, smtpTransport } from './transport.ts'
export { mailSettings, type MailSettings } from './sending/part.ts'
export { messageTimeline } from './timeline.ts'
export {
  envelopeFor,
  eventsOf,
  measuring,
  noteEvent,
  onMailRead,
  reasons,
  stoppedFor,
  type EventKind,
  type MailRead,
  type MessageEvent,
  type NotedEvent,
  type Reason,
} from './following/index.ts'
export { smsRecipients, texting } from './sms/data.ts'
export { type NumberProblem, countryOf, readMobile } from './sms/numbers.ts'
export type { SmsBases } from './sms/given.ts'
export { dropQueuedSms, mayText, queueSms, type Sms } from './sms/queue.ts'
export { smsOffer } from './sms/settings.ts'
export { numberSentence } from './sms/setup-texts.ts'
export { smsLines, smsTimeline } from './sms/timeline.ts'
export { composeSms, smsTemplate, type SmsTemplate } from './sms/templates.ts'
