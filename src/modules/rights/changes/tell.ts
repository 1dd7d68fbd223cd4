import { randomUUID } from 'node:crypto'
import { mailKind, queueMail, renderMail, type MailContent } from '#messages'
import { contactsOf } from '#people'
import { allActivities, basisFor } from '#platform/data/activity.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { basisWords, declarations, kindOf, tellOfUses, type Use } from '#privacy'
import { telling } from './data.ts'
import { changeWords } from './texts.ts'

mailKind('rights.purpose', { de: 'Neuer Zweck', en: 'New purpose' })

type Telling = Scope<(typeof telling)['opens'][number]>
type Change = { readonly use: Use; readonly startsAt: Temporal.Instant }

/** People are told of a new purpose for their data; the mails leave with the transaction that notes how far it came. */
export const tellingJob = organisationJob('rights.purposes', '*/10 * * * *', telling, (at, house) =>
  tellOfUses(at, declarations(), (people, use, startsAt) => tellByMail(at, house, people, { use, startsAt })),
)

/** A mail to each of them who has an address; the others find it in the notice (Art. 14(5)(b) GDPR). */
export async function tellByMail(
  at: Telling,
  house: Pick<House, 'publicUrl'>,
  people: readonly string[],
  change: Change,
): Promise<void> {
  const rows = await contactsOf(at, people)
  const names = await openAll(
    at,
    rows.map(({ name }) => name),
  )
  const mails = await openAll(
    at,
    rows.map(({ mail }) => mail),
  )
  await Promise.all(
    rows.map(async ({ id, language }, index) => {
      const to = mails[index]
      if (!to) return
      const content = purposeMail(at, house, language === 'en' ? 'en' : 'de', { ...change, name: names[index] ?? '' })
      const intent = { cause: randomUUID(), kind: 'rights.purpose', version: 0, lane: 'informational' } as const
      await queueMail(at, { person: id, to, content, ...intent })
    }),
  )
}

function purposeMail(
  { organisation }: Telling,
  house: Pick<House, 'publicUrl'>,
  language: Language,
  { name, use, startsAt }: Change & { readonly name: string },
): MailContent {
  const activity = allActivities().find((one) => one.name === use.activity)
  if (!activity) throw new Error(`the activity ${use.activity} is not declared`)
  const w = changeWords(language)
  const absolute = absoluteIn(house, organisation)
  const basis = basisFor(activity, organisation.kind)
  const day = format(language, organisation.zone).date(startsAt)
  return renderMail({
    language,
    organisation,
    subject: w.subject(organisation.name),
    heading: w.heading,
    paragraphs: [
      w.greeting(name),
      w.what(kindOf(use.kind)?.name[language] ?? use.kind, day),
      // Art. 21(1) GDPR: only what rests on a task or an interest can be objected to; Art. 7: consent is asked for apart
      ...(basis.art6 === 'a' ? [w.consent] : [w.nothing]),
      ...(basis.art6 === 'e' || basis.art6 === 'f' ? [w.object] : []),
    ],
    facts: [
      [w.purpose, activity.why[language]],
      [w.basis, basisWords(basis, language).join('. ')],
      [w.from, day],
    ],
    actions: [
      { label: w.notice, url: absolute('/datenschutz', language) },
      { label: w.rights, url: absolute('/datenschutz/rechte', language) },
    ],
    closing: [w.why],
  })
}
