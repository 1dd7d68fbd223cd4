import type { Organisation } from '../data/organisations.ts'
import { hrefWithin } from './address.ts'
import { CUSTOMER_ACCOUNT } from './customer.ts'
import type { Right } from '../data/scope.ts'
import { maySomewhere, type NavigationEntry } from './permission.ts'
import { format } from '../text/format.ts'
import type { Language } from '../text/language.ts'
import type { PublicPageProps, StaffPageProps } from '../ui/index.ts'

export type PublicFrame = Pick<
  PublicPageProps,
  'language' | 'organisation' | 'assets' | 'otherLanguage' | 'footer' | 'banner' | 'account'
>
export type StaffFrame = Pick<
  StaffPageProps,
  | 'language'
  | 'organisation'
  | 'assets'
  | 'banner'
  | 'navigation'
  | 'section'
  | 'worksFor'
  | 'signedIn'
  | 'signOut'
  | 'footer'
> & {
  /** The role of who looks, so that a page shows only links that open. */
  readonly role?: string
  /** All roles that they hold for the whole organisation, the first one included. */
  readonly roles?: readonly string[]
}

/** Files of the build by their logical name (`public.css`), as their addresses. */
export type Assets = { readonly url: (name: string) => string }

/** Who asks, as the sign-in knows them. */
export type Identity = {
  readonly session: string
  readonly account: string
  /** When they last proved that it is them. */
  readonly confirmed?: Temporal.Instant
  /** Why the session opens nothing yet: a second factor is owed, the role demands one, or another browser used it. */
  readonly lacks?: 'second-step' | 'second-factor' | 'moved'
  readonly member?: {
    readonly id: string
    readonly role: string
    readonly name: string
    /** All rights, where there are more than the role. */
    readonly rights?: readonly Right[]
    /** The other organisations they work for. */
    readonly elsewhere?: readonly Works[]
  }
}

/** An organisation that somebody works for. */
export type Works = { readonly slug: string; readonly name: string }

export type FrameFacts = {
  readonly organisation: Organisation
  readonly operator: boolean
  readonly language: Language
  readonly path: string
  readonly assets: Assets
  readonly href: (path: string, language?: Language) => string
  /** What the demo says besides, e.g. that it is being filled. */
  readonly remark?: string | undefined
}

const other = { de: 'en', en: 'de' } as const
const words = {
  de: {
    privacy: 'Datenschutz',
    imprint: 'Impressum',
    account: 'Mein Konto',
    signIn: 'Für Mitarbeitende',
    demo: 'Vorführung: Alle Personen und Angaben hier sind erfunden.',
    ending: (day: string) =>
      `Diese Seiten schließen am ${day}. Bis dahin kann hier nur noch gelesen werden; Anträge zu Ihren Daten gehen weiter.`,
  },
  en: {
    privacy: 'Privacy',
    imprint: 'Legal notice',
    account: 'My account',
    signIn: 'For staff',
    demo: 'Demonstration: all people and data here are invented.',
    ending: (day: string) =>
      `These pages close on ${day}. Until then they can only be read; requests about your data still go through.`,
  },
}

const footerOf = ({ language, href, operator }: FrameFacts) =>
  operator
    ? []
    : [
        { label: words[language].privacy, url: href('/datenschutz') },
        { label: words[language].imprint, url: href('/impressum') },
        { label: words[language].account, url: href(CUSTOMER_ACCOUNT) },
        { label: words[language].signIn, url: href('/team') },
      ]

/** What is said above every page: that all is invented, or that the end is near. */
function bannerOf({ organisation, language, remark }: FrameFacts): { readonly banner?: string } {
  const { ending, demo } = words[language]
  if (organisation.ends_at) return { banner: ending(format(language, organisation.zone).date(organisation.ends_at)) }
  return organisation.demo ? { banner: remark ? `${demo} ${remark}` : demo } : {}
}

const base = (facts: FrameFacts, sheet: string, islands: readonly string[]) => ({
  language: facts.language,
  ...bannerOf(facts),
  organisation: {
    name: facts.organisation.name,
    shortName: facts.organisation.short_name,
    url: facts.href('/'),
    ...(facts.organisation.logo_blob ? { logo: facts.href(`/logo/${facts.organisation.logo_blob}`, 'de') } : {}),
  },
  assets: {
    stylesheet: facts.assets.url(sheet),
    theme: `/assets/theme-${facts.organisation.accent.slice(1)}.css`,
    scripts: islands.map((name) => facts.assets.url(name)),
  },
})

/** @param signedIn whether a customer is: the way to their account then stands at the top */
export function publicFrame(facts: FrameFacts, islands: readonly string[], signedIn = false): PublicFrame {
  const language = other[facts.language]
  const offered = facts.organisation.languages.includes(language)
  return {
    ...base(facts, 'public.css', islands),
    footer: footerOf(facts),
    ...(signedIn ? { account: { label: words[facts.language].account, url: facts.href(CUSTOMER_ACCOUNT) } } : {}),
    ...(offered ? { otherLanguage: { language, url: facts.href(facts.path, language) } } : {}),
  }
}

const rolesOf = ({ role, rights }: NonNullable<Identity['member']>): string[] =>
  rights ? rights.flatMap((one) => (one.place === undefined ? [one.role] : [])) : [role]

/** The organisations of who is signed in, this one marked, in the order of their names. */
const worksFor = ({ organisation, language }: FrameFacts, elsewhere: readonly Works[]): StaffFrame['worksFor'] =>
  [...elsewhere, organisation]
    .toSorted((a, b) => a.name.localeCompare(b.name, language))
    .map(({ slug, name }) => ({
      label: name,
      url: hrefWithin(`/${slug}`, language)('/team'),
      current: slug === organisation.slug,
    }))

/** The entries that stand at the same place as this one, in their order; without a name for it, only itself. */
const sharing = (entries: readonly NavigationEntry[], entry: NavigationEntry, by?: 'group' | 'part') =>
  by && entry[by] ? entries.filter((other) => other[by] === entry[by]) : [entry]

export function staffFrame(
  facts: FrameFacts,
  identity: Identity | undefined,
  navigation: readonly NavigationEntry[],
  islands: readonly string[],
): StaffFrame {
  const member = identity?.member
  const open = navigation.filter(({ may }) => member !== undefined && maySomewhere(member, may))
  const isHere = ({ path }: NavigationEntry) => facts.path === path || facts.path.startsWith(`${path}/`)
  const here = open.find(isHere)
  /** Who shares a place stands there once, and the place leads to the first of them. */
  const linksOf = (entries: readonly NavigationEntry[], by?: 'group' | 'part') =>
    entries.flatMap((entry) => {
      const all = sharing(entries, entry, by)
      const name = by === 'part' && all.length === 1 ? entry.label : ((by && entry[by]) ?? entry.label)
      return all[0] === entry
        ? [{ label: name[facts.language], url: facts.href(entry.path), current: all.some(isHere) }]
        : []
    })
  const section = here?.group && sharing(open, here, 'group')
  const below = section && here.part ? sharing(section, here, 'part') : []
  return {
    ...base(facts, 'staff.css', islands),
    navigation: linksOf(open, 'group'),
    ...(section
      ? { section: { label: here.group[facts.language], links: linksOf(section, 'part'), below: linksOf(below) } }
      : {}),
    ...(member?.elsewhere ? { worksFor: worksFor(facts, member.elsewhere) } : {}),
    ...(member ? { role: member.role, roles: rolesOf(member) } : {}),
    ...(member ? { signedIn: { name: member.name, url: facts.href('/team/ich') } } : {}),
    ...(identity ? { signOut: { action: facts.href('/team/abmelden') } } : {}),
    footer: footerOf(facts).slice(0, 2),
  }
}
