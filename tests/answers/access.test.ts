import fc from 'fast-check'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answering, personData } from '../../src/modules/privacy/index.ts'
import { allTables } from '../../src/platform/data/table.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { testHouse, type TestHouse } from '../support/house.ts'
import {
  answerDifferences,
  fillEverything,
  peopleWithKeys,
  readAnswer,
  withoutChecks,
  type Answer,
} from '../support/everything.ts'
import { columnWords } from '../../src/modules/privacy/export/labels.ts'
import '../../src/app/modules.ts'

let database: TestDatabase
let house: TestHouse

beforeAll(async () => {
  database = await testDatabase()
  await withoutChecks(database.root)
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

let drawn = 0
/** Texts that are told from all others, with all that people's keyboards give. */
const drawing = (texts: readonly string[]) => () => `«${++drawn}» ${texts[drawn % texts.length] ?? ''}`
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((one) => one.replaceAll('\0', ''))

describe('A6 everything of every module, nothing of anybody else', () => {
  test('A6 every declared personal column of the system is in the answer, with its value', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 5, maxLength: 20 }),
        fc.constantFrom(1, 2),
        async (texts, asking) => {
          const organisation = await house.organisation()
          await house.within(organisation, answering, async (at) => {
            const people = await peopleWithKeys(at, 3)
            const stored = await fillEverything(at, people, drawing(texts))
            const persons = people.slice(0, asking)
            const answer = await readAnswer(await personData(at, persons, 'de'))
            expect(answerDifferences(stored, answer, persons)).toEqual([])

            const others = people.slice(asking)
            const said = JSON.stringify([...answer])
            const foreign = stored.flatMap((row) =>
              Object.values(row.values).flatMap(({ put, sealedFor }) => {
                const own = row.persons.some((person) => persons.includes(person))
                return (sealedFor ? others.includes(sealedFor) : !own) && typeof put === 'string' && put.startsWith('«')
                  ? [`${row.table.name} ${put}`]
                  : []
              }),
            )
            expect(foreign.filter((value) => said.includes(JSON.stringify(value.replace(/^\w+ /, ''))))).toEqual([])
          })
        },
      ),
      { numRuns: 6 },
    )
  })

  test('A6 the comparison finds every column that is left out, and every row', async () => {
    const organisation = await house.organisation()
    await house.within(organisation, answering, async (at) => {
      const people = await peopleWithKeys(at, 3)
      const stored = await fillEverything(at, people, drawing(['x']))
      const [asking = ''] = people
      const answer = await readAnswer(await personData(at, [asking], 'en'))
      const columns = [...answer].flatMap(([table, rows]) =>
        Object.keys(rows[0]?.values ?? {}).map((name) => [table, name] as const),
      )
      expect(columns.length).toBeGreaterThan(50)
      for (const [table, column] of columns) {
        const without: Answer = new Map(
          [...answer].map(([name, rows]) => [
            name,
            rows.map(({ id, values }) => {
              const { [column]: gone, ...rest } = values
              return { id, values: name === table && gone ? rest : values }
            }),
          ]),
        )
        expect(answerDifferences(stored, without, [asking])).toContain(`${table}.${column} is missing`)
      }
      for (const table of answer.keys()) {
        if (table === 'person_keys') continue
        const without = new Map([...answer].filter(([name]) => name !== table))
        expect(answerDifferences(stored, without, [asking])).toContain(`${table}: a row is missing`)
      }
    })
  })

  test('A6 what cannot be read any more is said, not skipped', async () => {
    const organisation = await house.organisation()
    const [asking = '', stored] = await house.within(organisation, answering, async (at) => {
      const people = await peopleWithKeys(at, 3)
      return [people[0], await fillEverything(at, people, drawing(['y']))] as const
    })
    const answer = await house.within(organisation, answering, async (at) => {
      await sql`delete from person_keys where person_id = ${asking}`.execute(at.tx as unknown as Kysely<never>)
      return readAnswer(await personData(at, [asking], 'de'))
    })
    const sealed = stored.flatMap((row) =>
      Object.entries(row.values).flatMap(([name, { sealedFor }]) => {
        const treatment = row.table.columns[name]?.treatment
        const shown = treatment?.is === 'sealed' && treatment.onAccess === 'show'
        return sealedFor === asking && shown ? [[row, name] as const] : []
      }),
    )
    expect(sealed.length).toBeGreaterThan(5)
    for (const [row, name] of sealed) {
      // a row without an id of its own is one of those with this value withheld
      const named = 'id' in row.table.columns
      const got = answer
        .get(row.table.name)
        ?.find(({ id, values }) => (named ? id === row.id : values[name]?.withheld !== undefined))
      expect([row.table.name, name, got?.values[name]?.withheld]).toEqual([row.table.name, name, 'key-destroyed'])
    }
  })
})

test('A6 every column about people has a name in German and English, told apart within its table', () => {
  const unnamed: string[] = []
  for (const table of allTables()) {
    if ('none' in table.subject) continue
    const seen = new Set<string>()
    for (const [column, { treatment }] of Object.entries(table.columns)) {
      if (treatment.is !== 'personal' && treatment.is !== 'sealed') continue
      const words = columnWords(table, column)
      if (!words || words.de.trim() === '' || words.en.trim() === '') unnamed.push(`${table.name}.${column}`)
      else if (seen.has(words.de)) unnamed.push(`${table.name}.${column} is called ${words.de} like another`)
      else seen.add(words.de)
    }
  }
  expect(unnamed, 'tell them by dataKind(table, { columns: … }) or in export/labels.ts').toEqual([])
})
