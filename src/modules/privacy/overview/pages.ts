import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Permission } from '#platform/http/permission.ts'
import type { Language } from '#platform/text/language.ts'
import type { Tone } from '#platform/ui/index.ts'

/** The parts of the officer's area, in the order in which they stand. */
export const officeGroups = {
  people: {
    label: { de: 'Menschen', en: 'People' },
    about: { de: 'Wer etwas verlangt hat und bis wann', en: 'Who asked for something, and by when' },
  },
  rules: {
    label: { de: 'Regeln', en: 'Rules' },
    about: {
      de: 'Was wofür, wie lange und mit wem verarbeitet wird',
      en: 'What is processed why, how long, with whom',
    },
  },
  cases: {
    label: { de: 'Vorgänge', en: 'Events' },
    about: { de: 'Was geschehen ist und wer etwas gesehen hat', en: 'What happened, and who has seen something' },
  },
  proof: {
    label: { de: 'Nachweise', en: 'Evidence' },
    about: { de: 'Was geprüft und festgehalten ist', en: 'What was checked and put on record' },
  },
} as const satisfies Record<string, { label: Bilingual; about: Bilingual }>
export type OfficeGroup = keyof typeof officeGroups

export type OfficePage = {
  /** `/team/datenschutz/anfragen`; pages below it belong to it. */
  readonly path: string
  /** One or two words: it stands in the navigation. */
  readonly label: Bilingual
  /** One line on the overview: what is done there. */
  readonly about: Bilingual
  readonly may: Permission
  readonly order: number
  /** The part of the area it stands in; `rules` unless told. */
  readonly group?: OfficeGroup
}

export type OfficeFigure = {
  readonly label: string
  readonly value: string
  readonly note?: string
  readonly tone?: Extract<Tone, 'success' | 'warning' | 'danger'>
  /** The page that says more, as registered: `/team/datenschutz/anfragen`. */
  readonly href: string
}

export type OfficeFigures = {
  readonly order: number
  /** Counts and dates only: figures are shown to everybody who may oversee. Runs in the page's read-only scope. */
  readonly read: (at: Scope<string>, language: Language) => Promise<readonly OfficeFigure[]>
}

const registered = new Map<string, OfficePage>()
const figures: OfficeFigures[] = []

/** Registers a page of the officer's area; its route is the module's own and draws itself in `OfficeFrame`. */
export function officerPage(given: OfficePage): void {
  if (registered.has(given.path)) throw new Error(`the page ${given.path} of the officer's area is told twice`)
  registered.set(given.path, given)
}

/** Registers figures (tiles) of the officer's overview. */
export function officerFigure(given: OfficeFigures): void {
  figures.push(given)
}

export const OVERVIEW = '/team/datenschutz'

/** The pages that one of these roles may open, in their order; without roles all of them. */
export const officePages = (roles?: readonly string[]): readonly OfficePage[] =>
  [...registered.values()]
    .filter(({ may }) => roles === undefined || roles.some((role) => may.roles.includes(role)))
    .toSorted((a, b) => a.order - b.order)

/** The registered page that a path belongs to: itself or the nearest above it. */
export const officePageOf = (path: string): OfficePage | undefined =>
  [...registered.values()]
    .filter((one) => path === one.path || path.startsWith(`${one.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0]

/** All figures, in their order. */
export async function readFigures(at: Scope<string>, language: Language): Promise<readonly OfficeFigure[]> {
  const inOrder = figures.toSorted((a, b) => a.order - b.order)
  return (await Promise.all(inOrder.map(({ read }) => read(at, language)))).flat()
}
