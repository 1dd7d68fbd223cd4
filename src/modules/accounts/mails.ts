import type { Language } from '#platform/text/language.ts'
import type { AccountMailText } from './ports.ts'
import type { Role } from './roles.ts'
import { words } from './texts.ts'

type From = { readonly name: string; readonly accent: string; readonly address: string }
const from = ({ name, accent, address }: From) => ({ name, accent, address })

export function resetMail(language: Language, organisation: From, to: { name: string; url: string }): AccountMailText {
  const { greeting, reset: t } = words(language).mails
  return {
    language,
    organisation: from(organisation),
    subject: t.subject,
    heading: t.subject,
    paragraphs: [greeting(to.name), t.text],
    facts: [],
    actions: [{ label: t.action, url: to.url }],
    closing: [t.notYou],
  }
}

export function passwordChangedMail(language: Language, organisation: From, to: { name: string }): AccountMailText {
  const { greeting, changed: t } = words(language).mails
  return {
    language,
    organisation: from(organisation),
    subject: t.subject,
    heading: t.subject,
    paragraphs: [greeting(to.name), t.text, t.notYou],
    facts: [],
    actions: [],
    closing: [],
  }
}

export function invitationMail(
  language: Language,
  organisation: From,
  to: { name: string; role: Role; url: string; active: boolean },
): AccountMailText {
  const { mails, roles } = words(language)
  const t = mails.invitation
  return {
    language,
    organisation: from(organisation),
    subject: t.subject(organisation.name),
    heading: t.subject(organisation.name),
    paragraphs: [mails.greeting(to.name), t.text(organisation.name, roles[to.role]), to.active ? t.existing : t.set],
    facts: [],
    actions: [{ label: to.active ? t.actionExisting : t.action, url: to.url }],
    closing: [t.why],
  }
}
