import type { Activity, Bilingual } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import type { DataKind, DayRange } from '../kinds.ts'
import type { Recipient } from '../recipients.ts'

/** Everything that is said about data comes from these. */
export type Declarations = {
  readonly tables: readonly Table[]
  readonly kinds: ReadonlyMap<string, DataKind>
}
export type Ranges = Readonly<Record<string, DayRange>>

/** One matter of the notice: sentences, then facts by name. `strong` stands out (Art. 21(4) GDPR). */
export type Part = {
  readonly id: string
  readonly title: string
  readonly strong?: true
  readonly text: readonly string[]
  readonly facts?: readonly { readonly term: string; readonly values: readonly string[] }[]
}
export type Notice = {
  readonly language: Language
  readonly title: string
  /** What matters most, in a few short sentences. */
  readonly glance: readonly string[]
  readonly parts: readonly Part[]
}

/** What an organisation's notice says beside the declarations. */
export type NoticeFacts = {
  readonly organisation: Organisation
  /** Who runs the installation for the organisations. */
  readonly operator: Organisation | undefined
  readonly recipients: readonly Recipient[]
  readonly ranges: Ranges
  /** How modules protect its data as they are set up there. */
  readonly safeguards?: readonly Bilingual[]
}
export type AllDeclarations = Declarations & { readonly activities: readonly Activity[] }

/** A processing activity in words for people. */
export type Purpose = {
  readonly name: string
  readonly why: string
  readonly basis: readonly string[]
  /** By source: "from you: name, mail address". */
  readonly data: readonly string[]
  readonly recipients: readonly string[]
  /** By kind of data: "messages: 30 days after sending". */
  readonly periods: readonly string[]
  readonly obligation: string
  readonly special: boolean
  /** Only data about those who work here. */
  readonly staff: boolean
}

/** The fixed words of the notice: everything that does not come from a declaration. */
export type Sentences = {
  readonly title: string
  readonly glance: (facts: NoticeFacts, purposes: readonly Purpose[]) => string[]
  readonly controller: (facts: NoticeFacts) => Part
  readonly officer: (facts: NoticeFacts) => Part
  readonly operator: (facts: NoticeFacts) => Part
  readonly purpose: {
    readonly basis: string
    readonly data: string
    readonly recipients: string
    readonly period: string
    readonly obligation: string
  }
  readonly recipients: (facts: NoticeFacts) => Part
  readonly logs: (facts: NoticeFacts) => Part
  readonly cookies: () => Part
  readonly safety: (facts: NoticeFacts) => Part
  readonly rights: (portable: boolean) => Part
  readonly withdrawal: () => Part
  readonly objection: () => Part
  readonly complaint: (facts: NoticeFacts) => Part
  readonly decisions: () => Part
}
