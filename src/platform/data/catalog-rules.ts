import type { Found } from './catalog-read.ts'
import { passedOver } from './restriction.ts'
import { isRetained, type Table } from './table.ts'

const times = new Set(['timestamp with time zone', 'timestamp without time zone', 'date'])
const arrayOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T])

/** What the declarations say about persons, periods and findability that the database cannot hold to; plain sentences. */
export function rulesAgainst(declarations: readonly Table[], found: Found): string[] {
  const declared = new Map(declarations.map((table) => [table.name, table]))
  return declarations.flatMap((table) => [
    ...subjectOf(table, declared, found),
    ...keepOf(table),
    ...retainedOf(table, declared, found),
    ...tokensOf(table, declared),
    ...computedOf(table, found),
  ])
}

const isPersonal = (table: Table, column: string) => {
  const is = table.columns[column]?.treatment.is
  return is === 'personal' || is === 'sealed' || is === 'tokens'
}

function subjectOf(table: Table, declared: ReadonlyMap<string, Table>, found: Found): string[] {
  const { subject, name } = table
  if ('none' in subject) {
    return Object.keys(table.columns)
      .filter((column) => isPersonal(table, column))
      .map((column) => `column ${name}.${column} is personal, but the table says that it holds no person's data`)
  }
  if ('goesWith' in subject) {
    const real = found.foreignKeys.some(
      ({ table: from, columns, target }) =>
        from === name && target === subject.goesWith && columns.includes(subject.by),
    )
    const sentences = real
      ? []
      : [`table ${name} goes with ${subject.goesWith}, but ${subject.by} is no foreign key to it`]
    return reaches(table, declared) ? sentences : [...sentences, `nobody is reachable from table ${name}`]
  }
  const shown = 'stays' in subject && subject.stays ? [] : passedOver(table)
  return [
    ...shown.map(
      (column) =>
        `table ${name} shows its rows while the person in ${column} is restricted, and nothing says why they stay`,
    ),
    ...unnamed(table),
  ]
}

const unnamed = ({ name, subject, columns }: Table): string[] =>
  'none' in subject || 'goesWith' in subject
    ? []
    : [...arrayOf(subject.ownedBy ?? []), ...arrayOf(subject.accessedBy ?? [])]
        .filter((column) => !['uuid', 'uuid[]'].includes(columns[column]?.sqlType ?? ''))
        .map((column) => `column ${name}.${column} names whose a row is, but holds no person's id`)

/** Whether following `goesWith` ends at a table that names its persons. */
function reaches(from: Table, declared: ReadonlyMap<string, Table>): boolean {
  const passed = new Set<string>()
  let table: Table | undefined = from
  while (table && 'goesWith' in table.subject && !passed.has(table.name)) {
    passed.add(table.name)
    table = declared.get(table.subject.goesWith)
  }
  return table !== undefined && !('goesWith' in table.subject) && !('none' in table.subject)
}

function keepOf({ name, keep, subject, columns }: Table): string[] {
  if ('while' in keep) {
    if (keep.while === 'parent' && !('goesWith' in subject))
      return [`table ${name} is kept with a parent that it does not name`]
    if (keep.while === 'referenced' && !subjectOwns(subject))
      return [`table ${name} is kept while its person is referenced, but it is not owned by a person`]
    return []
  }
  const sentences: string[] = []
  const start = columns[keep.from]
  if (!start || !times.has(start.sqlType)) sentences.push(`the start event ${name}.${keep.from} is no point in time`)
  else if (start.nullable && !keep.openWhile)
    sentences.push(
      `the start event ${name}.${keep.from} may be missing, and nothing says what the data are needed for until then`,
    )
  const due = keep.startDue && columns[keep.startDue.by]
  if (keep.startDue && (!due || !times.has(due.sqlType) || due.nullable))
    sentences.push(
      `when the start event of table ${name} is due stands in ${keep.startDue.by}, which is not always a time`,
    )
  if (typeof keep.period !== 'string') {
    const days = columns[keep.period.days]
    if (days?.sqlType !== 'integer' || days.nullable)
      sentences.push(
        `the period of table ${name} is in ${keep.period.days}, which is not always a whole number of days`,
      )
  }
  return sentences
}

/** What stays when its person is erased may not stand in the way of erasing that person. */
function retainedOf(table: Table, declared: ReadonlyMap<string, Table>, found: Found): string[] {
  if (!isRetained(table, (name) => declared.get(name))) return []
  return found.foreignKeys
    .filter(({ table: from, target }) => from === table.name && declared.get(target)?.subject !== undefined)
    .filter(({ target }) => {
      const to = declared.get(target) as Table
      return !('none' in to.subject) && !isRetained(to, (name) => declared.get(name))
    })
    .map(
      ({ columns, target }) =>
        `table ${table.name} stays when its person is erased, but ${columns.join(', ')} refers to ${target}, which then goes`,
    )
}

const subjectOwns = (subject: Table['subject']) => 'ownedBy' in subject && subject.ownedBy !== undefined

function tokensOf(table: Table, declared: ReadonlyMap<string, Table>): string[] {
  const isSealed = (of: string) => {
    const [name = '', column] = of.includes('.') ? of.split('.') : [table.name, of]
    return column !== undefined && declared.get(name)?.columns[column]?.treatment.is === 'sealed'
  }
  return Object.entries(table.columns).flatMap(([column, { treatment }]) =>
    treatment.is !== 'tokens' || isSealed(treatment.of)
      ? []
      : [`column ${table.name}.${column} holds tokens of ${treatment.of}, which is no sealed column`],
  )
}

function computedOf(table: Table, found: Found): string[] {
  return found.indexes
    .filter((index) => index.table === table.name)
    .flatMap((index) =>
      index.computedFrom
        .filter((column) => isPersonal(table, column))
        .map((column) => `index ${index.name} holds values computed from ${table.name}.${column}, which is personal`),
    )
}
