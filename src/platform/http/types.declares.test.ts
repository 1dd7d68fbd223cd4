import { expect, test } from 'vitest'
import { z } from 'zod'
import { get } from './route.ts'
import { open, seal } from '../keys/sealed.ts'
import { activity } from '../data/activity.ts'
import { instant, text, uuid } from '../data/columns.ts'
import { tables } from '../data/query-builder.ts'
import type { Scope } from '../data/scope.ts'
import { table } from '../data/table.ts'

// What must not compile. `tsc` fails when a line under @ts-expect-error becomes correct; the functions are never run.
const none = { de: 'Zum Prüfen', en: 'To test' }
const told = { why: none, basis: { art6: 'b' }, obligation: none } as const
const handling = activity('types-test.handling', told)
const reminding = activity('types-test.reminding', told)
const both = activity('types-test.both', { ...told, using: [handling, reminding] })
const key = uuid().notPersonal('key')
const rules = { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: 'P30D' } } as const
const visits = table('types_test_visits', rules, {
  organisation_id: key,
  person_id: uuid().personal(handling, 'identifier'),
  ended_at: instant().personal(handling, 'time'),
  note: text().optional().sealed(handling, 'free-text'),
  phone: text().sealed(reminding, 'phone'),
})
const db = tables({ types_test_visits: visits })
declare const at: Scope<'types-test.handling'>
declare const atBoth: Scope<'types-test.both' | 'types-test.handling' | 'types-test.reminding'>

const never: Record<string, () => unknown> = {
  'a column without a declaration': () =>
    table(
      'types_test_1',
      { subject: { none: '' }, keep: { while: 'organisation' } },
      {
        // @ts-expect-error text() says nothing about what it is for
        name: text(),
      },
    ),
  'a start event that is no column': () =>
    table(
      'types_test_2',
      // @ts-expect-error there is no column end_at
      { subject: { none: '' }, keep: { from: 'end_at', period: 'P30D' } },
      { ended_at: instant().notPersonal('time') },
    ),
  'an owner that is no column': () =>
    // @ts-expect-error there is no column persons_id
    table('types_test_3', { subject: { ownedBy: 'persons_id' }, keep: { while: 'organisation' } }, { person_id: key }),
  'a period that is not in days, months or years': () =>
    table(
      'types_test_4',
      // @ts-expect-error no law counts in weeks
      { subject: { none: '' }, keep: { from: 'ended_at', period: 'P1W' } },
      { ended_at: instant().notPersonal('time') },
    ),
  'a legitimate interest that is not said': () =>
    // @ts-expect-error Art. 13(1)(d): the interest itself must be named
    activity('types-test.interest', { ...told, basis: { art6: 'f' } }),
  'a legal obligation without the law': () =>
    // @ts-expect-error the law must be named
    activity('types-test.law', { ...told, basis: { art6: 'c' } }),
  'opening for another purpose': async () => {
    const { phone } = await db(at).selectFrom('types_test_visits').select('phone').executeTakeFirstOrThrow()
    // @ts-expect-error phone numbers are kept for reminding only
    return open(at, phone)
  },
  'reading a sealed column as text': async () => {
    const { phone } = await db(at).selectFrom('types_test_visits').select('phone').executeTakeFirstOrThrow()
    // @ts-expect-error it is sealed
    const plain: string = phone
    return plain
  },
  'storing text into a sealed column': () =>
    // @ts-expect-error it must be sealed first
    db(at).updateTable('types_test_visits').set({ phone: '0123' }),
  'storing a value sealed for another purpose': async () => {
    const note = await seal(at, visits, 'note', '', 'Bitte klingeln')
    // @ts-expect-error a note is no phone number
    return db(at).updateTable('types_test_visits').set({ phone: note })
  },
  'sealing a column that is not sealed': () =>
    // @ts-expect-error ended_at is kept in clear
    seal(at, visits, 'ended_at', '', 'x'),
  'a misspelt column': () =>
    // @ts-expect-error there is no column notes
    db(at).selectFrom('types_test_visits').select('notes').execute(),
  'a table of another module': () =>
    // @ts-expect-error only the tables that were handed in
    db(at).selectFrom('people'),
  'leaving out a column that must be there': () =>
    // @ts-expect-error ended_at and phone are missing
    db(at).insertInto('types_test_visits').values({ organisation_id: '', person_id: '' }),
  'a route that does not say who may use it': () =>
    // @ts-expect-error who is missing
    get('/:organisation/x', { purpose: handling }, async () => ({ kind: 'page', body: '', status: 200 })),
  'a route that does not say its purpose': () =>
    // @ts-expect-error purpose is missing
    get('/:organisation/x', { who: 'anyone' }, async () => ({ kind: 'page', body: '', status: 200 })),
  'a field that the route did not name': () =>
    get(
      '/:organisation/x',
      { who: 'anyone', purpose: handling, input: z.object({ day: z.string() }) },
      // @ts-expect-error only day was declared
      async ({ input }) => ({ kind: 'page', body: input.month, status: 200 }),
    ),
  'opening in a route for another purpose': () =>
    get('/:organisation/x', { who: 'anyone', purpose: handling }, async (asked) => {
      const row = await db(asked.at).selectFrom('types_test_visits').select('phone').executeTakeFirstOrThrow()
      // @ts-expect-error the route's purpose is handling
      return { kind: 'page', body: String(await open(asked.at, row.phone)), status: 200 }
    }),
}

// What must compile, so that the lines above do not fail for another reason.
const allowed: Record<string, () => unknown> = {
  'opening for the declared purpose': async () => {
    const { note, phone } = await db(at)
      .selectFrom('types_test_visits')
      .select(['note', 'phone'])
      .executeTakeFirstOrThrow()
    const opened: string | null = await open(at, note)
    const number: string | null = await open(atBoth, phone)
    return [opened, number]
  },
  'using the purposes of lower floors': () =>
    get('/:organisation/x', { who: 'anyone', purpose: both }, async (asked) => {
      const row = await db(asked.at).selectFrom('types_test_visits').select('phone').executeTakeFirstOrThrow()
      return { kind: 'page', body: String(await open(asked.at, row.phone)), status: 200 }
    }),
}

test('an undeclared column, opening for another purpose and a route without who or purpose do not compile', () => {
  expect(Object.keys(never)).toHaveLength(18)
  expect(Object.keys(allowed)).toHaveLength(2)
})
