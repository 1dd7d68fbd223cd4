import { CompiledQuery } from 'kysely'
import { db, offering } from '../../src/modules/appointments/data.ts'
import { openPool } from '../../src/platform/data/pool.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { median, NOW, round, say, timed, type Found, type Ground } from './support.ts'
import { fillTown, newTown } from './town.ts'

const ROUNDS = 4_000
const WARM = 300

const dayList = (more: string) => `
  select b.id, b.state, b.starts_at, b.ends_at, b.local_start, b.service_name, b.person_id, b.ticket, b.version,
    d.name as desk
  from bookings b join desks d on d.organisation_id = b.organisation_id and d.id = b.desk_id
  where b.location_id = $1 and b.starts_at >= $2 and b.starts_at < $3 ${more}
  order by b.starts_at, b.id`
const oneRow = (more: string) => `select id, name, duration_minutes from services where id = $1 ${more}`

/**
 * A read in a tenant-bound transaction, against the same read as a single statement on a connection of the same kind
 * that no policy binds. The bar is on the typical read: the desk's list of one location and day.
 */
export async function scope(ground: Ground): Promise<Found> {
  const town = await newTown(ground, { locations: 5, desks: 8 })
  await fillTown(ground, town, 40_000)
  const organisation = town.organisation.id
  const bare = openPool(ground.server.login('root', 'belegt'), 10)
  const { house } = ground

  async function compare(sql: (more: string) => string, values: string[]) {
    const [within, without] = [
      sql(''),
      sql(`and ${sql === dayList ? 'b.' : ''}organisation_id = $${values.length + 1}`),
    ]
    const wish = {
      organisation: town.organisation,
      actor: { kind: 'anyone' },
      purpose: offering,
      readOnly: true,
    } as const
    const scoped = () =>
      inScope(house, wish, async (at) => (await db(at).executeQuery(CompiledQuery.raw(within, values))).rows)
    const plain = async () => {
      const client = await bare.connect()
      try {
        const name = sql === dayList ? 'day' : 'row'
        return (await client.query({ name, text: without, values: [...values, organisation] })).rows
      } finally {
        client.release()
      }
    }
    const rows = (await scoped()).length
    if (rows === 0 || rows !== (await plain()).length) throw new Error('the two reads do not answer the same')
    const [inside, outside]: [number[], number[]] = [[], []]
    for (let i = 0; i < ROUNDS + WARM; i++) {
      const pair = [await timed(scoped), await timed(plain)] as const
      if (i < WARM) continue
      inside.push(pair[0])
      outside.push(pair[1])
    }
    return { rows, scoped: median(inside), plain: median(outside), ratio: median(inside) / median(outside) }
  }

  try {
    const row = await compare(oneRow, [town.services[0]!])
    const from = Temporal.Instant.from(NOW)
    const day = await compare(dayList, [town.locations[0]!, NOW, from.add({ hours: 24 }).toString()])
    say(`one row: ${round(row.scoped, 3)} ms in a scope, ${round(row.plain, 3)} ms without`)
    say(`day list, ${day.rows} rows: ${round(day.scoped, 3)} ms in a scope, ${round(day.plain, 3)} ms without`)
    const facts = {
      rows: day.rows,
      day_ms: round(day.scoped, 3),
      bare_ms: round(day.plain, 3),
      row_ms: round(row.scoped, 3),
      row_bare_ms: round(row.plain, 3),
      row_ratio: round(row.ratio),
      ratio: round(day.ratio),
    }
    return { facts, met: day.ratio <= 1.5 }
  } finally {
    await bare.end()
  }
}
