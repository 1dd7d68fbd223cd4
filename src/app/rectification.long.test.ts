import fc from 'fast-check'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, findPeople, personFor } from '#people'
import {
  answering,
  contest,
  contestedAmong,
  correct,
  correcting,
  decide,
  isContestable,
  isWritable,
  openCorrections,
  personData,
  valueCorrected,
  type Contest,
} from '#privacy'
import { listen, wire } from '#platform/data/events.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { fillEverything, peopleWithKeys, withoutChecks } from '#testing/everything.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import './modules.ts'

let database: TestDatabase
let house: TestHouse
let told: string[] = []

beforeAll(async () => {
  database = await testDatabase()
  await withoutChecks(database.root)
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const handlers = wire([listen(valueCorrected, async (_at, { table, column }) => void told.push(`${table}.${column}`))])
const within = <T>(
  of: Organisation,
  work: (at: Scope<(typeof correcting)['opens'][number]>) => Promise<T>,
): Promise<T> =>
  inScope(
    { ...house, handlers },
    { organisation: of, actor: { kind: 'system', job: 'test' }, purpose: correcting },
    work,
  )
const found = (of: Organisation, query: string): Promise<string[]> =>
  house.within(of, contact, async (at) => {
    const result = await findPeople(at, query)
    return 'people' in result ? result.people.map(({ id }) => id) : []
  })
const known = (of: Organisation, name: string, mail: string) =>
  house.within(of, contact, (at) => personFor(at, { name, mail, phone: '030 111111' }))
const mail = (person: string, proposed: string): Contest => ({
  person,
  table: 'people',
  column: 'mail',
  id: person,
  askedBy: 'person',
  proposed,
})

describe('A7 a value that somebody says is wrong', () => {
  test('A7 bears a mark until it is decided, then the right value is found and the wrong one is not', async () => {
    const town = await house.organisation()
    const person = await known(town, 'Jürgen Möller', 'alt@example.org')
    const id = await within(town, (at) => contest(at, { ...mail(person, 'neu@example.org'), reason: 'vertippt' }))
    const marks = () => within(town, async (at) => [...((await contestedAmong(at, [person])).get(person) ?? [])])
    expect(await marks()).toEqual(['people.mail'])
    expect(await found(town, 'alt@example.org')).toEqual([person])

    told = []
    await within(town, (at) => decide(at, id, { accept: true }))
    expect(await marks()).toEqual([])
    expect(await found(town, 'alt@example.org')).toEqual([])
    expect(await found(town, 'neu@example.org')).toEqual([person])
    expect(told).toEqual(['people.mail']) // recipients are told (Art. 19)

    await within(town, (at) =>
      correct(at, { ...mail(person, 'Jurica Müller'), column: 'name', askedBy: 'staff', proposed: 'Jurica Müller' }),
    )
    expect(await found(town, 'jurica')).toEqual([person])
    expect(await found(town, 'möller')).toEqual([])
    expect(await known(town, 'Müller Jurica', 'neu@example.org')).toBe(person) // and recognised when they come again
  })

  test('A7 a refusal keeps the value, takes the mark away, and the person gets the reason', async () => {
    const town = await house.organisation()
    const person = await known(town, 'Ada', 'ada@example.org')
    const id = await within(town, (at) => contest(at, mail(person, 'fremd@example.org')))
    told = []
    await within(town, (at) => decide(at, id, { accept: false, answer: 'Der Ausweis sagt etwas anderes.' }))
    expect(await found(town, 'ada@example.org')).toEqual([person])
    expect(told).toEqual([])
    const answer = await house.within(town, answering, async (at) => {
      const { tables } = await personData(at, [person], 'de')
      return Array.fromAsync(tables.find(({ name }) => name === 'corrections')?.rows() ?? [])
    })
    expect(answer[0]?.values['answer']).toEqual({ value: 'Der Ausweis sagt etwas anderes.' })
    await expect(within(town, (at) => decide(at, id, { accept: true }))).rejects.toMatchObject({
      code: 'privacy.no-such-correction',
    })
  })

  test('A7 said twice it is one contest, and the last word counts; the ledger holds ids only', async () => {
    const town = await house.organisation()
    const person = await known(town, 'Ida', 'ida@example.org')
    const first = await within(town, (at) => contest(at, mail(person, 'eins@example.org')))
    const second = await within(town, (at) => contest(at, mail(person, 'zwei@example.org')))
    expect(second).toBe(first)
    expect(await within(town, openCorrections)).toHaveLength(1)
    await within(town, (at) => decide(at, first, { accept: true }))
    expect(await found(town, 'zwei@example.org')).toEqual([person])
    const leaves = await within(town, async (at) => {
      const raw = at.tx as unknown as Kysely<never>
      return JSON.stringify(
        (await sql`select body from ledger_leaves where kind like 'correction.%'`.execute(raw)).rows,
      )
    })
    expect(leaves).toContain('people')
    expect(leaves).not.toMatch(/example|Ida/)
    expect(leaves).not.toContain(person)
  })

  test('A7 nobody contests what is somebody else’s, what is not there, or writes what is no address', async () => {
    const [town, other] = [await house.organisation(), await house.organisation()]
    const person = await known(town, 'Eva', 'eva@example.org')
    const stranger = await known(town, 'Max', 'max@example.org')
    const foreign = await known(other, 'Uwe', 'uwe@example.org')
    const wrong: Contest[] = [
      { ...mail(stranger, 'x@example.org'), id: person },
      { ...mail(person, 'x@example.org'), id: foreign, person: foreign },
      { ...mail(person, 'x@example.org'), column: 'id' },
      { ...mail(person, 'x@example.org'), column: 'mail_exact' },
      { ...mail(person, 'x@example.org'), column: 'mail; drop table people' },
      { ...mail(person, 'x@example.org'), table: 'organisations' },
      { ...mail(person, 'x@example.org'), table: 'person_keys', column: 'wrapped' },
    ]
    for (const one of wrong)
      await expect(
        within(town, (at) => contest(at, one)),
        JSON.stringify(one),
      ).rejects.toMatchObject({
        code: 'privacy.not-correctable',
      })
    for (const proposed of ['kein', 'a@b@c', 'x'.repeat(300)])
      await expect(within(town, (at) => contest(at, mail(person, proposed)))).rejects.toMatchObject({
        code: 'privacy.wrong-value',
      })
    expect(await found(town, 'eva@example.org')).toEqual([person])
  })

  test('A7 every text of every module can be put right, sealed or not, and stands so in the next answer', async () => {
    const places = allTables().flatMap((table) =>
      Object.keys(table.columns).flatMap((column) =>
        isWritable(table, column) ? [[table.name, column] as const] : [],
      ),
    )
    expect(places.map((place) => place.join('.'))).toEqual(
      expect.arrayContaining(['people.name', 'people.mail', 'people.phone', 'bookings.note']),
    )
    for (const table of allTables())
      for (const [column, { treatment, holds }] of Object.entries(table.columns)) {
        if (treatment.is === 'not-personal' || treatment.is === 'tokens')
          expect(isContestable(table, column)).toBe(false)
        // a text in place of facts or answers would leave nobody able to read them
        if (holds !== 'text') expect(isWritable(table, column), `${table.name}.${column}`).toBe(false)
      }
    const documents = allTables().find(({ name }) => name === 'documents')
    expect([isContestable(documents, 'facts'), isWritable(documents, 'title')]).toEqual([true, true])

    const town = await house.organisation()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.nat(1_000_000), async ([table, column], number) => {
        await within(town, async (at) => {
          const [person = ''] = await peopleWithKeys(at, 1)
          await fillEverything(at, [person], () => `w${number}`, { textsOnly: true })
          const category = allTables().find(({ name }) => name === table)?.columns[column]?.treatment
          const kind = category && 'category' in category ? category.category : ''
          const proposed =
            kind === 'mail' ? `r${number}@example.org` : kind === 'phone' ? `030 ${number + 10}` : `richtig ${number}`
          const row = async () => {
            const { tables } = await personData(at, [person], 'de')
            const [first] = await Array.fromAsync(tables.find(({ name }) => name === table)?.rows() ?? [])
            return first
          }
          const id = (await row())?.id ?? ''
          await correct(at, { person, table, column, id, askedBy: 'staff', proposed })
          expect((await row())?.values[column]).toEqual({ value: proposed })
        })
      }),
      { numRuns: 12 },
    )
  })
})
