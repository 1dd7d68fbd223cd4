import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { raw } from '../../src/modules/privacy/ledger/rows.ts'
import { proving } from '../../src/modules/privacy/data.ts'
import { deletionRun, type DeletionReport } from '../../src/modules/privacy/erasure/run.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { exactToken, seal } from '../../src/platform/keys/sealed.ts'
import { storeBlob } from '../../src/platform/keys/sealed-blob.ts'
import { testDatabase, type TestDatabase } from './database.ts'
import { testHouse, type TestHouse } from './house.ts'
import * as shop from './retained-tables.ts'

type Row = Record<string, unknown>

/** What a file's bytes are before they are sealed. */
export const FILE_TEXT = 'Rechnung an Ada Lovelace'
export const oneFile = async function* (text = FILE_TEXT) {
  yield Buffer.from(text)
}

/** A small shop on a database of its own: people, contracts, invoices, letters, documents with files. */
export async function openShop() {
  const database: TestDatabase = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(shop.shopSchema)
  await owner.end()
  const house: TestHouse = testHouse(database)

  const within = <T>(
    here: Organisation,
    work: (at: Scope<string>) => Promise<T>,
    now?: string,
    as: Activity = proving,
  ) => house.within(here, as as Activity<string, string>, work, now ? { now: Temporal.Instant.from(now) } : {})
  const rows = (here: Organisation, statement: string) =>
    within(here, async (at) => (await sql.raw<Row>(statement).execute(raw(at))).rows)
  const count = async (here: Organisation, table: string) => (await rows(here, `select 1 from ${table}`)).length

  async function insert(at: Scope<string>, table: string, row: Row): Promise<string> {
    const id = String(row['id'] ?? randomUUID())
    const all: Row = { organisation_id: at.organisation.id, ...(table === 'person_keys' ? {} : { id }), ...row }
    const columns = Object.keys(all).map((column) => sql.ref(column))
    const values = Object.values(all).map((value) =>
      value && typeof value === 'object' && 'sha256' in value ? sql`${JSON.stringify(value)}::jsonb` : value,
    )
    await sql`insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.join(values)})`.execute(raw(at))
    return id
  }

  async function person(at: Scope<string>, name = 'Ada Lovelace'): Promise<string> {
    const id = randomUUID()
    const { wrapped } = await at.keys.mint(id, 'general')
    await insert(at, 'person_keys', { person_id: id, kind: 'general', wrapped })
    return insert(at, 'shop_customers', { id, name: await seal(at, shop.customers, 'name', id, name) })
  }

  async function invoice(at: Scope<string>, customer_id: string, issued_on: string, withScan = false): Promise<string> {
    const scan = withScan ? await storeBlob(at, house.blobs, shop.invoices, 'scan', [customer_id], oneFile()) : null
    const invoice_id = await insert(at, 'shop_invoices', {
      customer_id,
      issued_on,
      scan,
      recipient: await seal(at, shop.invoices, 'recipient', customer_id, 'Ada Lovelace'),
      recipient_exact: await exactToken(at, 'name', 'Ada Lovelace'),
      remark: await seal(at, shop.invoices, 'remark', customer_id, 'calls on Mondays'),
    })
    await insert(at, 'shop_invoice_lines', {
      invoice_id,
      item: await seal(at, shop.lines, 'item', customer_id, 'one engine'),
    })
    return invoice_id
  }

  const letter = async (at: Scope<string>, sender: string, receiver: string) =>
    insert(at, 'shop_letters', {
      sender,
      receiver,
      sent_at: at.now,
      said: await seal(at, shop.letters, 'said', sender, 'said by the sender'),
      answered: await seal(at, shop.letters, 'answered', receiver, 'said by the receiver'),
    })

  const document = async (at: Scope<string>, author: string, partner: string | null, reader: string | null = null) =>
    insert(at, 'shop_documents', {
      author,
      partner,
      reader,
      made_at: at.now,
      file: await storeBlob(at, house.blobs, shop.documents, 'file', partner ? [author, partner] : [author], oneFile()),
    })

  const run = (here: Organisation, now: string): Promise<DeletionReport> =>
    deletionRun(house, here, Temporal.Instant.from(now), { tables: shop.shopTables, batch: 3 })

  return {
    database,
    house,
    within,
    rows,
    count,
    insert,
    person,
    invoice,
    letter,
    document,
    run,
    files: (here: Organisation) => Array.fromAsync(house.blobs.list(here.id)),
    close: async () => {
      await house.close()
      await database.drop()
    },
  }
}
export type Shop = Awaited<ReturnType<typeof openShop>>
