import { arrivalOf, composeMail, queueMail } from '#messages'
import { contactsOf } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { restrictionMails } from '#privacy'
import type { Handling } from '../actions/letters.ts'
import { liftingMail, restrictedMail } from '../mail-texts.ts'

const mayRead = (at: Scope<string>): at is Handling => at.opens.includes('people.contact')

// No advertising, no link that does anything: what the person must know, and how to answer.
restrictionMails({
  async send(at, { person, restriction, about }) {
    if (!mayRead(at)) return false
    const [row] = await contactsOf(at, [person])
    const [name, to] = row ? await openAll(at, [row.name, row.mail]) : []
    if (!row || !to) return false
    const language = row.language === 'en' ? 'en' : 'de'
    const template = about === 'set' ? restrictedMail : liftingMail
    const content = await composeMail(at, template, { language, values: { name: name ?? '' } })
    await queueMail(at, { person, to, cause: restriction, kind: template.kind, version: 0, content })
    return true
  },
  arrival: (at, restriction) => arrivalOf(at, liftingMail.kind, restriction),
})
