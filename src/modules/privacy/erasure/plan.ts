import { createHash } from 'node:crypto'
import { personKeys } from '#platform/data/organisations.ts'
import { isRetained, type Table } from '#platform/data/table.ts'
import { lengthIn } from '../retention/rules.ts'

/** A column that is emptied in a row that stays when one of its persons goes. */
export type Cleared = {
  readonly column: string
  /** What stands there afterwards, in SQL. */
  readonly empty: string
  /** The sealed column whose owner decides; without it the column is emptied with any person of the row. */
  readonly sealedIn?: string
}

export type Due = {
  readonly from: string
  readonly type: 'instant' | 'date'
  /** The rule with its versions, or the column that holds the days after the start event. */
  readonly keep: Extract<Table['keep'], { from: string }>
}

/** What erasure does with one table; follows from its declaration alone. */
export type TableErasure = {
  readonly table: string
  readonly hasId: boolean
  readonly columns: readonly string[]
  /** Columns with the persons a row belongs to: it goes with the last of them. */
  readonly owners: readonly Cleared[]
  /** Columns with persons who only see a row of others: they are taken out of it. */
  readonly accessors: readonly Cleared[]
  readonly cleared: readonly Cleared[]
  /** Columns that refer to stored files, which go with the row; `id` is the file's id in SQL. */
  readonly blobs: readonly { readonly column: string; readonly id: string }[]
  /** Rows stay when their person is erased, blocked until their period ends. */
  readonly retained: boolean
  /** Tables whose rows go with a row of this one. */
  readonly companions: readonly { readonly table: string; readonly by: string }[]
  readonly due?: Due
  /** A person's own record (or key): stays until nothing else speaks of the person. */
  readonly record: boolean
  /** Whether a row keeps its persons' own records. */
  readonly anchor: boolean
}

/** The table of the persons' keys: the only one with two fates, one for each kind of key. */
export const PERSON_KEYS = personKeys.name

export type ErasurePlan = {
  /** In the order of deletion: what goes with a row before the row, persons' own records last. */
  readonly tables: readonly TableErasure[]
  readonly of: (table: string) => TableErasure
  /** SHA-256 of what the declarations say about erasure, hex: which rule a deletion followed. */
  readonly rule: string
}

const NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"
const empties: Record<string, string> = {
  text: "''",
  uuid: NOBODY,
  bytea: "''::bytea",
  integer: '0',
  bigint: '0',
  boolean: 'false',
  jsonb: "'{}'::jsonb",
  'text[]': "'{}'::text[]",
  'bytea[]': "'{}'::bytea[]",
}

/**
 * Derives from the declarations what an erasure touches, and in which order. Pure.
 * @throws Error when a declaration leaves personal data out of every erasure's reach, or is contradictory
 */
export function erasurePlan(declared: readonly Table[]): ErasurePlan {
  const known = new Set(declared.map(({ name }) => name))
  const named = (name: string) => declared.find((table) => table.name === name)
  for (const table of declared) {
    refuseUnreachable(table, known)
    if (isRetained(table, named)) refuseReadable(table)
  }
  const made = new Map(declared.map((table) => [table.name, tableErasure(table, declared)]))
  const of = (name: string): TableErasure => {
    const found = made.get(name)
    if (!found) throw new Error(`table ${name} is not declared: nothing is erased in it`)
    return found
  }
  const ordered: TableErasure[] = []
  const visit = (one: TableErasure, above: readonly string[]): void => {
    if (above.includes(one.table))
      throw new Error(`tables go with each other in a circle: ${[...above, one.table].join(', ')}`)
    if (ordered.includes(one)) return
    for (const { table } of one.companions) visit(of(table), [...above, one.table])
    ordered.push(one)
  }
  const all = [...made.values()]
  for (const one of all.filter(({ record }) => !record)) visit(one, [])
  for (const one of all.filter(({ record }) => record)) visit(one, [])
  const tables = [...ordered.filter(({ record }) => !record), ...ordered.filter(({ record }) => record)]
  const rule = createHash('sha256').update(JSON.stringify(tables)).digest('hex')
  return { tables, of, rule }
}

const listed = (names: string | readonly string[] | undefined): string[] => [names ?? []].flat() as string[]

function refuseUnreachable({ name, subject, columns }: Table, known: ReadonlySet<string>): void {
  if ('goesWith' in subject && !known.has(subject.goesWith)) {
    throw new Error(`${name} goes with ${subject.goesWith}, which is not declared`)
  }
  if (!('none' in subject)) return
  const personal = Object.entries(columns).find(
    ([, { treatment }]) => treatment.is === 'personal' || treatment.is === 'sealed',
  )
  if (personal)
    throw new Error(`${name}.${personal[0]} is personal, but ${name} names nobody whose it is: no erasure reaches it`)
}

const READABLE: readonly string[] = ['identifier', 'time', 'status']

/** What stays after its person must not be readable for everybody: all but ids and times is sealed. */
function refuseReadable({ name, subject, columns }: Table): void {
  if (!('goesWith' in subject) && !('ownedBy' in subject && subject.ownedBy))
    throw new Error(`${name} is kept by law after its person is erased, but it is owned by no person`)
  for (const [column, { treatment, blob }] of Object.entries(columns)) {
    if (
      treatment.is === 'personal' &&
      !blob &&
      !READABLE.includes(treatment.category) &&
      treatment.onErase !== 'anonymise'
    )
      throw new Error(`${name}.${column} stays when its person is erased: seal it, so that it can be blocked`)
  }
}

function tableErasure(table: Table, declared: readonly Table[]): TableErasure {
  const { name, subject, columns, keep } = table
  const retained = isRetained(table, (wanted) => declared.find((one) => one.name === wanted))
  const empty = (column: string): string => {
    const { nullable, sqlType } = columns[column] as Table['columns'][string]
    const value = nullable ? 'null' : empties[sqlType]
    if (value === undefined) throw new Error(`${name}.${column} cannot be emptied: declare it optional`)
    return value
  }
  const persons = (names: string | readonly string[] | undefined): Cleared[] =>
    listed(names).map((column) => ({ column, empty: empty(column) }))
  const cleared = Object.entries(columns).flatMap(([column, { treatment }]): Cleared[] => {
    if (treatment.is === 'tokens') {
      const source = columns[treatment.of]?.treatment
      // nobody is to be found by what is blocked
      const with_ = source?.is === 'sealed' && (source.onErase === 'anonymise' || retained)
      return with_ ? [{ column, empty: empty(column), sealedIn: treatment.of }] : []
    }
    if (treatment.is === 'not-personal' || treatment.onErase !== 'anonymise') return []
    return [{ column, empty: empty(column), ...(treatment.is === 'sealed' ? { sealedIn: column } : {}) }]
  })
  const owners = 'ownedBy' in subject ? listed(subject.ownedBy) : []
  return {
    table: name,
    hasId: 'id' in columns,
    columns: Object.keys(columns),
    // with a single owner the row goes, so its column is never emptied
    owners: owners.length > 1 ? persons(owners) : owners.map((column) => ({ column, empty: 'null' })),
    accessors: 'accessedBy' in subject ? persons(subject.accessedBy) : [],
    cleared,
    blobs: Object.entries(columns).flatMap(([column, { blob, sqlType }]) =>
      blob ? [{ column, id: sqlType === 'jsonb' ? `"${column}"->>'id'` : `"${column}"` }] : [],
    ),
    retained,
    companions: declared.flatMap((other) =>
      'goesWith' in other.subject && other.subject.goesWith === name
        ? [{ table: other.name, by: other.subject.by }]
        : [],
    ),
    ...dueOf(table),
    record: 'while' in keep && keep.while === 'referenced' && owners.length > 0,
    // a row that stays as long as the organisation needs its persons as much as one with a period
    anchor: owners.length > 0 && (table.anchor || ('while' in keep && keep.while === 'organisation')),
  }
}

function dueOf({ name, keep, columns }: Table): { due: Due } | undefined {
  if (!('from' in keep)) return undefined
  const type = columns[keep.from]?.sqlType === 'date' ? 'date' : 'instant'
  const periods = typeof keep.period === 'string' ? [keep, ...(keep.formerly ?? [])].map((one) => one.period) : []
  for (const period of periods) if (typeof period === 'string') lengthIn(period)
  if (columns[keep.from] === undefined) throw new Error(`${name} has no start event ${keep.from}`)
  return { due: { from: keep.from, type, keep } }
}
