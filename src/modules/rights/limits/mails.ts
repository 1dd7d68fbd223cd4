import { mailKind, queueMail, renderMail } from '#messages'
import { contactsOf } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { restrictionMails } from '#privacy'
import type { Handling } from '../actions/letters.ts'
import { limitTexts } from './texts.ts'

mailKind('rights.restricted', { de: 'Verarbeitung eingeschränkt', en: 'Processing restricted' })

const mayRead = (at: Scope<string>): at is Handling => at.opens.includes('people.contact')

// No advertising, no link that does anything: what the person must know, and how to answer.
restrictionMails(async (at, { person, restriction, about }) => {
  if (!mayRead(at)) return false
  const [row] = await contactsOf(at, [person])
  const [name, to] = row ? await openAll(at, [row.name, row.mail]) : []
  if (!row || !to) return false
  const language = row.language === 'en' ? 'en' : 'de'
  const { mail } = limitTexts(language)
  const subject = about === 'set' ? mail.setSubject : mail.liftingSubject
  const content = renderMail({
    language,
    organisation: at.organisation,
    subject,
    heading: subject,
    paragraphs: [mail.greeting(name ?? ''), ...(about === 'set' ? mail.setText : mail.liftingText)],
    facts: [],
    actions: [],
    closing: [mail.closing],
  })
  const kind = about === 'set' ? 'rights.restricted' : 'rights.lifting'
  await queueMail(at, { person, to, cause: restriction, kind, version: 0, content })
  return true
})
