import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Activity } from '#platform/data/activity.ts'
import type { Sealed, StoredBlob } from '#platform/data/columns.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openBlob } from '#platform/keys/sealed-blob.ts'
import { open } from '#platform/keys/sealed.ts'
import * as tables from '#testing/retained-tables.ts'
import { FILE_TEXT, openShop, type Shop } from '#testing/shop.ts'
import { erasePeople } from '../erasure/erase.ts'
import { erasurePlan } from '../erasure/plan.ts'
import { answering } from '../export/answering.ts'
import { personData } from '../export/person-data.ts'
import { restricting } from '../restriction/data.ts'
import { restrict } from '../restriction/restrict.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const plan = erasurePlan(tables.shopTables)
const erase = (at: Scope<string>, ...people: string[]) => erasePeople(at, people, 'request', { plan })
const cell = async (here: Organisation, table: string, column: string): Promise<unknown> =>
  (await shop.rows(here, `select ${column} as value from ${table}`))[0]?.['value']
/** What is read in a column by somebody who acts for a purpose. */
const read = async (here: Organisation, table: string, column: string, as: Activity) => {
  const value = (await cell(here, table, column)) as Sealed<string, 'any'> | null
  return shop.within(here, (at) => open(at as Scope<'any'>, value), undefined, as)
}

describe('whose a row is', () => {
  const two = async (here: Organisation) =>
    shop.within(here, async (at) => {
      const [one, other] = [await shop.person(at), await shop.person(at)]
      await shop.letter(at, one, other)
      await shop.document(at, one, other)
      return [one, other] as const
    })
  const readFile = async (here: Organisation, persons: readonly string[]) => {
    const stored = (await cell(here, 'shop_documents', 'file')) as StoredBlob
    return shop.within(
      here,
      async (at) => {
        const bytes = await openBlob(at, shop.house.blobs, tables.documents, 'file', persons, stored)
        return bytes && Buffer.concat(await Array.fromAsync(bytes)).toString()
      },
      undefined,
      tables.selling,
    )
  }

  test('owned by two: a message stays without the one who left, and goes with the last', async () => {
    const here = await shop.house.organisation()
    const [one, other] = await two(here)
    await shop.within(here, (at) => erase(at, one))
    expect(await shop.rows(here, 'select sender, receiver, said from shop_letters')).toEqual([
      { sender: null, receiver: other, said: null },
    ])
    expect(await read(here, 'shop_letters', 'answered', tables.selling)).toBe('said by the receiver')
    await shop.within(here, (at) => erase(at, other))
    expect(await shop.count(here, 'shop_letters')).toBe(0)
  })

  test('owned by two: a shared document opens for the one who stays, and its file goes with the last', async () => {
    const here = await shop.house.organisation()
    const [one, other] = await two(here)
    expect(await readFile(here, [one])).toBe(FILE_TEXT)
    await shop.within(here, (at) => erase(at, one))
    expect(await readFile(here, [one])).toBe(undefined)
    expect(await readFile(here, [other])).toBe(FILE_TEXT)
    await shop.within(here, (at) => erase(at, other))
    expect(await shop.count(here, 'shop_documents')).toBe(0)
    await shop.run(here, '2026-11-25T00:00:00Z')
    expect(await shop.files(here)).toEqual([])
  })

  test('redact on access: the sender reads the own words of a message, and that there is an answer of somebody else', async () => {
    const here = await shop.house.organisation()
    const [one] = await two(here)
    const values = await shop.within(
      here,
      async (at) => {
        const { tables: told } = await personData(at, [one], 'de')
        const rows = await Array.fromAsync(told.find(({ name }) => name === 'shop_letters')?.rows() ?? [])
        return rows.map((row) => [row.values['said'], row.values['answered']])
      },
      undefined,
      answering,
    )
    expect(values).toEqual([
      [{ value: 'said by the sender' }, expect.objectContaining({ withheld: expect.any(String) })],
    ])
  })

  test('accessed by: a reader is taken out, the document stays for its owners', async () => {
    const here = await shop.house.organisation()
    const [one, reader] = await shop.within(here, async (at) => {
      const made = [await shop.person(at), await shop.person(at)] as const
      await shop.document(at, made[0], null, made[1])
      return made
    })
    await shop.within(here, (at) => erase(at, reader))
    expect(await shop.rows(here, 'select author, reader from shop_documents')).toEqual([{ author: one, reader: null }])
    expect(await readFile(here, [one])).toBe(FILE_TEXT)
  })

  test('owns: what goes with a row shares its fate, blocked and deleted', async () => {
    const here = await shop.house.organisation()
    const person = await shop.within(here, async (at) => {
      const made = await shop.person(at)
      await shop.invoice(at, made, '2020-01-01')
      return made
    })
    await shop.within(here, (at) => erase(at, person))
    expect(await shop.count(here, 'shop_invoice_lines')).toBe(1)
    await shop.run(here, '2029-01-01T12:00:00Z')
    expect(await shop.count(here, 'shop_invoice_lines')).toBe(0)
  })

  test('anonymise on erasure: what one of several wrote is emptied, the row stays', async () => {
    const here = await shop.house.organisation()
    const [one, other] = await two(here)
    await shop.within(here, (at) => erase(at, other))
    expect(await shop.rows(here, 'select sender, receiver, answered from shop_letters')).toEqual([
      { sender: one, receiver: null, answered: null },
    ])
    expect(await read(here, 'shop_letters', 'said', tables.selling)).toBe('said by the sender')
  })
})

test('A9 a row that goes with another is restricted for those whose that is, and for nobody else', async () => {
  const here = await shop.house.organisation()
  const [person, other] = await shop.within(here, async (at) => {
    const made = [await shop.person(at), await shop.person(at)] as const
    await shop.invoice(at, made[0], '2026-03-05')
    return made
  })
  const objects = [{ table: 'shop_invoice_lines', id: String(await cell(here, 'shop_invoice_lines', 'id')) }]
  const wish = (of: string) =>
    shop.within(here, (at) => restrict(at, { person: of, ground: 'c', objects }), undefined, restricting)
  await expect(wish(other)).rejects.toMatchObject({ code: 'privacy.no-such-object' })
  await expect(wish(person)).resolves.toBeDefined()
})
