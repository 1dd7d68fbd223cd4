import type pg from 'pg'
import type { Language } from '../text/language.ts'
import type { Sector } from './activity.ts'
import { bytes, flag, instant, integer, text, texts, uuid } from './columns.ts'
import { table } from './table.ts'

const imprint = 'public fact of the organisation (imprint, notice)'
const setting = 'setting of the organisation'

export const organisations = table(
  'organisations',
  {
    subject: { none: 'the organisation itself; named contacts are public by its own imprint' },
    keep: { while: 'organisation' },
  },
  {
    id: uuid().notPersonal('key'),
    slug: text().notPersonal('address of its pages'),
    name: text().notPersonal(imprint),
    short_name: text().notPersonal(imprint),
    kind: text().notPersonal(setting),
    state: text().defaulted().notPersonal(setting),
    demo: flag().defaulted().notPersonal('marks invented data'),
    address: text().defaulted().notPersonal(imprint),
    contact_mail: text().defaulted().notPersonal(imprint),
    contact_phone: text().defaulted().notPersonal(imprint),
    represented_by: text().defaulted().notPersonal(imprint),
    imprint_extra: text().defaulted().notPersonal(imprint),
    officer_name: text().defaulted().notPersonal(imprint),
    officer_contact: text().defaulted().notPersonal(imprint),
    authority_name: text().defaulted().notPersonal(imprint),
    authority_contact: text().defaulted().notPersonal(imprint),
    accent: text().defaulted().notPersonal(setting),
    logo_blob: uuid().optional().notPersonal('picture of the organisation'),
    logo_type: text().optional().notPersonal('picture of the organisation'),
    languages: texts().defaulted().notPersonal(setting),
    zone: text().defaulted().notPersonal(setting),
    holiday_region: text().defaulted().notPersonal(setting),
    waiting_uses: texts().defaulted().notPersonal('purposes for data that are there, before they begin'),
    factor_roles: texts().defaulted().notPersonal('roles that need a second factor'),
    version: integer().defaulted().notPersonal('guards against two editors at once'),
    created_at: instant().notPersonal('when the organisation was set up'),
    cancelled_at: instant().optional().notPersonal('when the organisation was cancelled'),
    ends_at: instant().optional().notPersonal('when everything of it is deleted'),
  },
)

const keyring = 'wrapped key; useless without the instance key'
export const organisationKeys = table(
  'organisation_keys',
  { subject: { none: 'keys of the organisation' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    wrapped: bytes().notPersonal(keyring),
    previous: bytes().optional().notPersonal('the key before, while a rotation goes on; wrapped'),
    root: bytes().optional().notPersonal('what other keys are derived from, since the first rotation; wrapped'),
    rotated_at: instant().optional().notPersonal('when the last rotation began'),
  },
)
export const personKeys = table(
  'person_keys',
  { subject: { ownedBy: 'person_id' }, keep: { while: 'referenced' } },
  {
    organisation_id: uuid().notPersonal('key'),
    person_id: uuid().notPersonal('random id; destroyed with the person'),
    kind: text().notPersonal('which of the two keys'),
    wrapped: bytes().notPersonal(keyring),
  },
)

/** The public facts of an organisation, as its row holds them. */
export type Organisation = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly short_name: string
  readonly kind: Sector
  readonly state: 'active' | 'closed'
  readonly demo: boolean
  readonly address: string
  readonly contact_mail: string
  readonly contact_phone: string
  readonly represented_by: string
  readonly imprint_extra: string
  readonly officer_name: string
  readonly officer_contact: string
  readonly authority_name: string
  readonly authority_contact: string
  readonly accent: string
  readonly logo_blob: string | null
  readonly logo_type: string | null
  readonly languages: readonly Language[]
  readonly zone: string
  readonly holiday_region: string
  /** New purposes of data that were there before, until people were told: `activity table`. */
  readonly waiting_uses: readonly string[]
  /** Roles of which the organisation demands a second factor. */
  readonly factor_roles: readonly string[]
  readonly version: number
  readonly created_at: Temporal.Instant
  /** Cancelled: it can only be read until `ends_at`, when everything of it is deleted. */
  readonly cancelled_at: Temporal.Instant | null
  readonly ends_at: Temporal.Instant | null
}

export type Directory = {
  byId(id: string): Promise<Organisation | undefined>
  bySlug(slug: string): Promise<Organisation | undefined>
  all(): Promise<readonly Organisation[]>
  /** Forgets what was read, after an organisation was changed by this process. */
  refresh(): void
}

/**
 * The organisations of this installation, read as the login role (their facts are public). What was read is used
 * again for up to `maxAgeMs`, so another process's change shows after that time at the latest.
 */
export function directory(pool: pg.Pool, monotonicMs: () => number, maxAgeMs = 1_000): Directory {
  let held: { at: number; rows: Promise<readonly Organisation[]> } | undefined
  const rows = (): Promise<readonly Organisation[]> => {
    if (!held || monotonicMs() - held.at > maxAgeMs) {
      const read = pool.query<Organisation>('select * from organisations order by name').then((result) => result.rows)
      held = { at: monotonicMs(), rows: read }
      read.catch(() => (held = undefined))
    }
    return held.rows
  }
  return {
    all: rows,
    byId: async (id) => (await rows()).find((one) => one.id === id),
    bySlug: async (slug) => (await rows()).find((one) => one.slug === slug),
    refresh: () => (held = undefined),
  }
}
