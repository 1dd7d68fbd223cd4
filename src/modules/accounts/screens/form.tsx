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

export function FormProblems({ language, filled }: { readonly language: Language; readonly filled: Filled }): Html {
  const t = words(language)
  const errors = Object.entries(filled.problems).map(([field, code]) => ({
    field,
    message: problemText(t, code) ?? '',
  }))
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
