/** A text for people in both languages of the house. */
export type Bilingual = { readonly de: string; readonly en: string }

/**
 * The legal basis of a processing activity. Where the GDPR letter needs more to be complete,
 * the type demands it: the law for (c) and (e), the interest pursued for (f) (Art. 13(1)(d)).
 */
export type Basis =
  | { readonly art6: 'a' | 'b' | 'd'; readonly art9?: Art9 }
  | { readonly art6: 'c' | 'e'; readonly law: string; readonly art9?: Art9 }
  | { readonly art6: 'f'; readonly interest: Bilingual; readonly art9?: Art9 }
export type Art9 = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j'

/** Authorities act on law where companies and associations act on contract: both are stated where they differ. */
export type BasisBySector = Basis | { readonly public: Basis; readonly private: Basis }
export type Sector = 'public' | 'private'

export type Activity<Name extends string = string, Opens extends string = string> = {
  readonly name: Name
  readonly why: Bilingual
  readonly basis: BasisBySector
  /** Register ids of the processors and other recipients that take part. */
  readonly recipients: readonly string[]
  /** Activities of lower floors whose data this one opens, e.g. contact data for an appointment. */
  readonly using: readonly string[]
  /**
   * May see people whose data are restricted (Art. 18(2) GDPR): because it only stores, keeps safe and deletes, or because
   * it serves legal claims and the person's own rights. Every other activity does not find them.
   */
  readonly whileRestricted?: WhileRestricted
  /** Whether people must give the data, and what happens if they do not (Art. 13(2)(e)). */
  readonly obligation: Bilingual
  readonly opens: readonly Opens[]
}

export type WhileRestricted = 'storage' | 'claims'

type Described<Used extends readonly Activity[]> = {
  why: Bilingual
  basis: BasisBySector
  obligation: Bilingual
  recipients?: readonly string[]
  using?: Used
  whileRestricted?: WhileRestricted
}

const declared = new Map<string, Activity>()

/**
 * Declares a processing activity: the purpose, its basis and who takes part. Its name is the purpose
 * a `Scope` acts under; `using` adds the purposes of lower floors that it may open as well.
 */
export function activity<const Name extends string, const Used extends readonly Activity[] = []>(
  name: Name,
  told: Described<Used>,
): Activity<Name, Name | Used[number]['opens'][number]> {
  if (declared.has(name)) throw new Error(`activity ${name} is declared twice`)
  const using = told.using ?? []
  const made = {
    name,
    why: told.why,
    basis: told.basis,
    obligation: told.obligation,
    recipients: told.recipients ?? [],
    using: using.map((used) => used.name),
    ...(told.whileRestricted ? { whileRestricted: told.whileRestricted } : {}),
    opens: [name, ...using.flatMap((used) => used.opens)] as (Name | Used[number]['opens'][number])[],
  }
  declared.set(name, made)
  return made
}

/** Stands for every purpose. Only the answer to a person who asks for their own data bears it (Art. 15 and 20 GDPR). */
export const EVERY_PURPOSE = '*'
export type EveryPurpose = typeof EVERY_PURPOSE

let answering: string | undefined

/**
 * Declares the one activity that may open every sealed column, by `openForAnswer` alone. Activities that answer people's
 * requests `use` it. A second one is refused.
 */
export function answeringActivity<const Name extends string>(
  name: Name,
  told: Described<readonly Activity[]>,
): Activity<Name, Name | EveryPurpose> {
  if (answering !== undefined) throw new Error(`only one activity opens everything, and that is ${answering}`)
  answering = name
  const made = { ...activity(name, told), opens: [name, EVERY_PURPOSE] as (Name | EveryPurpose)[] }
  declared.set(name, made as unknown as Activity)
  return made as Activity<Name, Name | EveryPurpose>
}

/** The basis that holds for an organisation of this sector. */
export function basisFor(of: Activity, sector: Sector): Basis {
  return 'public' in of.basis ? of.basis[sector] : of.basis
}

export const allActivities = (): readonly Activity[] => [...declared.values()]
