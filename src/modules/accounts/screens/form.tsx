import type { Activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { ErrorSummary, Link, Muted, type Html } from '#platform/ui/index.ts'
import { CollectionNotice } from '#privacy'
import { membership, signingIn } from '../data.ts'
import { problemText, words } from '../texts.ts'

/** A form as it stands: what was entered, and what is wrong with it. */
export type Filled = { readonly raw: Raw; readonly problems: Problems }
export const blank: Filled = { raw: {}, problems: {} }

/** What every field of a form has in common. */
export const fieldOf = (filled: Filled, language: Language) => (name: string, label: string) => ({
  language,
  name,
  label,
  error: problemText(words(language), filled.problems[name]),
})

export const valueOf = (filled: Filled) => (name: string) => ({ value: filled.raw[name] ?? '' })

/** What is said of many fields alike: in a list of all problems it needs the field's name before it. */
const GENERAL = new Set(['required', 'too-long', 'mail', 'choose', 'unknown'])

const labelsOf = (language: Language): Readonly<Record<string, string>> => {
  const { fields, organisation, founding, setUp } = words(language)
  return {
    ...fields,
    operator_name: setUp.operatorName,
    operator_address: setUp.operatorAddress,
    operator_mail: setUp.operatorMail,
    short_name: organisation.shortName,
    slug: founding.slug,
    kind: founding.kind,
    address: organisation.address,
    contact_mail: organisation.contactMail,
    represented_by: organisation.representedBy,
    zone: organisation.zone,
    region: organisation.region,
    admin_name: `${founding.adminTitle}, ${fields.name}`,
    admin_mail: `${founding.adminTitle}, ${fields.mail}`,
  }
}

export function FormProblems({ language, filled }: { readonly language: Language; readonly filled: Filled }): Html {
  const labels = labelsOf(language)
  const errors = Object.entries(filled.problems).map(([field, code]) => {
    const said = problemText(words(language), code) ?? ''
    const label = GENERAL.has(code ?? '') ? labels[field] : undefined
    return { field, message: label ? `${label}: ${said}` : said }
  })
  return <ErrorSummary language={language} errors={errors} />
}

const keeps = {
  de: 'Die Angaben zum Konto löschen wir 30 Tage nach dem Ende der letzten Mitgliedschaft, Anmeldungen einen Tag nach ihrem Ende, bekannte Geräte 90 Tage nach der letzten Anmeldung.',
  en: 'We delete the data of an account 30 days after the last membership has ended, sessions one day after their end, known devices 90 days after the last sign-in.',
}

type PlaceProps = {
  readonly organisation: Organisation
  readonly language: Language
  readonly href: (path: string) => string
  readonly activities?: readonly Activity[]
}

/** What is said where an account's data are entered. */
export function AccountNotice({ activities = [signingIn, membership], ...place }: PlaceProps): Html {
  return <CollectionNotice {...place} activities={activities} keep={keeps[place.language]} />
}

/** A quiet way on below a form. */
export function Aside({ url, children }: { readonly url: string; readonly children: string }): Html {
  return (
    <p>
      <Muted>
        <Link url={url}>{children}</Link>
      </Muted>
    </p>
  )
}
