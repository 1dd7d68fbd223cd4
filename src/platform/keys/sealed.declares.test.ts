import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { activity } from '../data/activity.ts'
import { text, uuid, type Sealed } from '../data/columns.ts'
import { type Organisation, personKeys } from '../data/organisations.ts'
import { tables } from '../data/query-builder.ts'
import type { Scope } from '../data/scope.ts'
import { columnTag, table } from '../data/table.ts'
import { encrypt } from './keyring.ts'
import { exactToken, keyBeside, open, openAll, seal, searchTokens, wordTokens } from './sealed.ts'

const none = { de: 'Zum Prüfen', en: 'To test' }
const told = { why: none, basis: { art6: 'b' }, obligation: none } as const
const visiting = activity('sealed-test.visiting', told)
const reminding = activity('sealed-test.reminding', told)
const cards = table(
  'sealed_test_cards',
  { subject: { ownedBy: 'person_id' }, keep: { while: 'referenced' } },
  {
    person_id: uuid().personal(visiting, 'identifier'),
    name: text().sealed(visiting, 'name'),
    nickname: text().sealed(visiting, 'name'),
    phone: text().sealed(reminding, 'phone'),
  },
)
const keys = tables({ person_keys: personKeys })

let database: TestDatabase
let house: TestHouse
let here: Organisation
let elsewhere: Organisation

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  here = await house.organisation()
  elsewhere = await house.organisation()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

async function newPerson(at: Scope<string>, id: string = randomUUID()): Promise<string> {
  const { wrapped } = await at.keys.mint(id, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: id, kind: 'general', wrapped })
    .execute()
  return id
}

/** A sealed name, made in one transaction and to be opened in another. */
const sealedName = (name: string, person: string = randomUUID()) =>
  house.within(here, visiting, async (at) => seal(at, cards, 'name', await newPerson(at, person), name))

test('what was sealed opens for its purpose and is not to be seen before', async () => {
  const box = await sealedName('Ada Lovelace')
  expect(box.includes('Ada')).toBe(false)
  expect(await house.within(here, visiting, (at) => open(at, box))).toBe('Ada Lovelace')
})

describe('short and long values', () => {
  // 1,024 bytes with their quotes, and one more
  test.each([
    ['a name', 'Zoë', 2],
    ['the longest short one', 'x'.repeat(1_022), 2],
    ['the shortest long one', 'x'.repeat(1_023), 1],
    ['a page', 'ß'.repeat(20_000), 1],
  ])('%s', async (_, text, version) => {
    const box = await sealedName(text)
    expect(box[0]).toBe(version)
    expect(await house.within(here, visiting, (at) => open(at, box))).toBe(text)
    const relabelled = Buffer.from(box)
    relabelled[0] = 3 - version
    const forced = house.within(here, visiting, (at) => open(at, relabelled as typeof box))
    await expect(forced).rejects.toThrow('authenticate')
  })

  test('a name sealed as all values were before opens, beside one sealed as they are now', async () => {
    const person = randomUUID()
    const now = await sealedName('Grace', person)
    const before = await house.within(here, visiting, async (at) => {
      const header = Buffer.concat([Buffer.of(1), now.subarray(1, 21)])
      const key = (await at.keys.persons([person], 'general')).get(person)!
      const bound = Buffer.concat([Buffer.from(here.id.replaceAll('-', ''), 'hex'), header])
      return Buffer.concat([header, encrypt(key, Buffer.from('"Ada"'), bound)]) as typeof now
    })
    expect(await house.within(here, visiting, (at) => openAll(at, [before, null, now]))).toEqual(['Ada', null, 'Grace'])
  })
})

describe('keys read beside the rows', () => {
  const beside = async (at: Scope<string>, persons: readonly string[]) =>
    (
      await sql<{ person: string; key: Buffer | null }>`
        select person, ${keyBeside('rows.person')} from unnest(${[...persons]}::uuid[]) as rows (person)`.execute(
        keys(at),
      )
    ).rows
  const destroy = (at: Scope<string>, person: string) =>
    keys(at).deleteFrom('person_keys').where('person_id', '=', person).execute()

  test('open without asking again, in their scope only: the next one finds nothing of a destroyed one', async () => {
    const person = randomUUID()
    const box = await sealedName('Ada', person)
    await house.within(here, visiting, async (at) => {
      await at.keys.take(await beside(at, [person]))
      await destroy(at, person)
      expect(await open(at, box)).toBe('Ada')
    })
    await house.within(here, visiting, async (at) => {
      const rows = await beside(at, [person])
      expect(rows).toEqual([{ person, key: null }])
      await at.keys.take(rows)
      expect(await open(at, box)).toBeNull()
    })
  })

  test("are no one else's, and no other organisation's", async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    const box = await sealedName('Ada', one)
    await sealedName('Grace', other)
    const rows = await house.within(here, visiting, (at) => beside(at, [one, other]))
    await house.within(here, visiting, async (at) => {
      await at.keys.take(rows) // remembered as opened from here on
      const moved = rows.map(({ person }, place) => ({ person, key: rows[1 - place]!.key }))
      await house.within(here, visiting, async (next) => expect(next.keys.take(moved)).rejects.toThrow('authenticate'))
    })
    await house.within(elsewhere, visiting, async (at) => {
      expect(await beside(at, [one, other])).toEqual([one, other].map((person) => ({ person, key: null })))
      await expect(at.keys.take(rows)).rejects.toThrow('authenticate')
      expect(await open(at, box)).toBeNull()
    })
  })
})

test('the same value never looks the same twice', async () => {
  const person = randomUUID()
  const one = await sealedName('Ada', person)
  const two = await house.within(here, visiting, (at) => seal(at, cards, 'name', person, 'Ada'))
  expect(one.equals(two)).toBe(false)
})

test('another purpose is refused, also when the compiler was silenced', async () => {
  const box = await sealedName('Ada')
  const forced = house.within(here, reminding, (at) => open(at as unknown as Scope<'sealed-test.visiting'>, box))
  await expect(forced).rejects.toThrow('sealed_test_cards.name is not kept for the purpose sealed-test.reminding')
})

describe('a value that was tampered with or moved does not open', () => {
  const opened = (box: Buffer, organisation = here) =>
    house.within(organisation, visiting, (at) => open(at, box as Sealed<string, 'sealed-test.visiting'>))
  const changed = (box: Buffer, change: (copy: Buffer) => void) => {
    const copy = Buffer.from(box)
    change(copy)
    return copy
  }

  test('as another column', async () => {
    const box = await sealedName('Ada')
    const moved = changed(box, (copy) => copy.writeUInt32BE(columnTag('sealed_test_cards', 'nickname'), 1))
    await expect(opened(moved)).rejects.toThrow('authenticate')
  })
  test('as another person', async () => {
    const box = await sealedName('Ada')
    const other = await sealedName('Grace')
    await expect(opened(changed(box, (copy) => other.copy(copy, 5, 5, 21)))).rejects.toThrow('authenticate')
  })
  test('in another organisation, even with a person of the same id there', async () => {
    const person = randomUUID()
    const box = await sealedName('Ada', person)
    expect(await opened(box, elsewhere)).toBeNull()
    await house.within(elsewhere, visiting, (at) => newPerson(at, person))
    await expect(opened(box, elsewhere)).rejects.toThrow('authenticate')
  })
  test('with any single bit turned', async () => {
    const box = await sealedName('Ada')
    for (let byte = 21; byte < box.length; byte++) {
      const turned = changed(box, (copy) => copy.writeUInt8((copy[byte] ?? 0) ^ 1, byte))
      await expect(opened(turned)).rejects.toThrow('authenticate')
    }
  })
})

test('without the key there is nothing to open and nothing to seal', async () => {
  const person = randomUUID()
  const box = await sealedName('Ada', person)
  await house.within(here, visiting, (at) =>
    keys(at).deleteFrom('person_keys').where('person_id', '=', person).execute(),
  )
  expect(await house.within(here, visiting, (at) => open(at, box))).toBeNull()
  const again = house.within(here, visiting, (at) => seal(at, cards, 'name', person, 'Ada'))
  await expect(again).rejects.toThrow('unknown or erased')
})

test('sixty names are opened with one query for their keys', async () => {
  const boxes = await house.within(here, visiting, async (at) => {
    const made = []
    for (let i = 0; i < 60; i++) made.push(await seal(at, cards, 'name', await newPerson(at), `Person ${i}`))
    return made
  })
  await house.within(here, visiting, async (at) => {
    let asked = 0
    const persons: typeof at.keys.persons = (ids, kind) => {
      asked++
      return at.keys.persons(ids, kind)
    }
    const names = await openAll({ ...at, keys: { ...at.keys, persons } }, boxes)
    expect(asked).toBe(1)
    expect(names).toEqual(boxes.map((_, i) => `Person ${i}`))
  })
})

describe('tokens', () => {
  const inBoth = async <T>(work: (at: Scope<string>) => Promise<T>) =>
    [await house.within(here, visiting, work), await house.within(elsewhere, visiting, work)] as const

  test('are the same for the same value in one organisation, and others in another', async () => {
    const [one, other] = await inBoth((at) => exactToken(at, 'mail', 'ada@example.org'))
    const [again] = await inBoth((at) => exactToken(at, 'mail', ' Ada@Example.org '))
    expect(again.equals(one)).toBe(true)
    expect(other.equals(one)).toBe(false)
  })
  test('of words find a beginning, and differ between organisations', async () => {
    const [words, others] = await inBoth((at) => wordTokens(at, 'name', 'Ada Lovelace'))
    const [wanted] = await inBoth((at) => searchTokens(at, 'name', 'lovel'))
    const has = (tokens: Buffer[], token: Buffer | undefined) => tokens.some((one) => token?.equals(one))
    expect(wanted).toHaveLength(1)
    expect(has(words, wanted[0])).toBe(true)
    expect(has(others, wanted[0])).toBe(false)
  })
  test('of a mail address and of a name do not meet', async () => {
    const [mail] = await inBoth((at) => exactToken(at, 'mail', 'ada'))
    const [name] = await inBoth((at) => exactToken(at, 'name', 'ada'))
    expect(mail.equals(name)).toBe(false)
  })
})
