import { randomUUID } from 'node:crypto'
import { composeMail, queueMail, type MailContent } from '#messages'
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
import { purposeMail } from './mail-text.ts'
import { changeWords } from './texts.ts'

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
      const content = await composed(at, house, language === 'en' ? 'en' : 'de', {
        ...change,
        name: names[index] ?? '',
      })
      // the law demands it (Art. 13(3) GDPR): nobody can refuse it, and it advertises nothing
      const intent = { cause: randomUUID(), kind: purposeMail.kind, version: 0 } as const
      await queueMail(at, { person: id, to, content, ...intent })
    }),
  )
}

function composed(
  at: Telling,
  house: Pick<House, 'publicUrl'>,
  language: Language,
  { name, use, startsAt }: Change & { readonly name: string },
): Promise<MailContent> {
  const { organisation } = at
  const activity = allActivities().find((one) => one.name === use.activity)
  if (!activity) throw new Error(`the activity ${use.activity} is not declared`)
  const w = changeWords(language)
  const absolute = absoluteIn(house, organisation)
  const basis = basisFor(activity, organisation.kind)
  return composeMail(at, purposeMail, {
    language,
    values: {
      name,
      daten: kindOf(use.kind)?.name[language] ?? use.kind,
      // Art. 21(1) GDPR: only what rests on a task or an interest can be objected to; Art. 7: consent is asked for apart
      folge: [
        basis.art6 === 'a' ? w.consent : w.nothing,
        ...(basis.art6 === 'e' || basis.art6 === 'f' ? [w.object] : []),
      ].join('\n\n'),
      zweck: activity.why[language],
      rechtsgrund: basisWords(basis, language).join('. '),
      ab: format(language, organisation.zone).date(startsAt),
      datenschutz: absolute('/datenschutz', language),
      rechte: absolute('/datenschutz/rechte', language),
    },
  })
}
