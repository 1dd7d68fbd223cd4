import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { db, type Opens, usage } from '../data.ts'

export type Used = {
  readonly person: string
  /** What was used, in words: "Speicherplatz (GB)". */
  readonly service: string
  readonly quantity: number
  readonly usedAt: Temporal.Instant
}

/**
 * Notes something that a customer used and is to pay for; for the modules that provide it. It goes 180 days after its invoice
 * was sent (§ 97(3) TKG has six months).
 * @returns its id
 */
export async function noteUsage(at: Scope<string>, { person, service, quantity, usedAt }: Used): Promise<string> {
  const id = randomUUID()
  await db(at)
    .insertInto('customer_usage')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: person,
      service: await seal(at, usage, 'service', person, service),
      quantity,
      used_at: usedAt,
    })
    .execute()
  return id
}

/** Notes that the invoice for a person's usage until then was sent: the period of that usage begins. @returns how many rows */
export async function noteInvoiceSent(
  at: Scope<string>,
  {
    person,
    until,
    sentAt,
  }: { readonly person: string; readonly until: Temporal.Instant; readonly sentAt: Temporal.Instant },
): Promise<number> {
  const { numUpdatedRows } = await db(at)
    .updateTable('customer_usage')
    .set({ invoice_sent_at: sentAt })
    .where('person_id', '=', person)
    .where('used_at', '<=', until)
    .where('invoice_sent_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export type UsageLine = Omit<Used, 'person'> & { readonly id: string; readonly invoiceSentAt: Temporal.Instant | null }

/** What a person used and is still kept, the newest first. */
export async function usageOf(at: Scope<Opens>, person: string): Promise<UsageLine[]> {
  const rows = await db(at)
    .selectFrom('customer_usage')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy('used_at', 'desc')
    .limit(200)
    .execute()
  const services = await openAll(
    at,
    rows.map(({ service }) => service),
  )
  return rows.map(({ id, quantity, used_at: usedAt, invoice_sent_at: invoiceSentAt }, place) => ({
    id,
    service: services[place] ?? '',
    quantity,
    usedAt,
    invoiceSentAt,
  }))
}
