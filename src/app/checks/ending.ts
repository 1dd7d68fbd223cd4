import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { endOrganisation, forgetEnd, withOrganisation } from '#accounts'
import { completeOnes, directoryTarget, drill, type DrillPorts, forgetOrganisation, makeBackup } from '#backups'
import { composeMail } from '#messages'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House } from '#platform/data/scope.ts'
import { broken, kept, visitor, type Check } from '#privacy'

/** Rows that the organisation still has, table by table, counted past everything the eraser knows. */
async function rowsLeft(house: House, { id }: Organisation): Promise<string[]> {
  const client = await house.pool.connect()
  try {
    await client.query('begin read only')
    const { rows } = await client.query<{ table: string }>(`
      select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)
    await client.query(
      `select set_config('app.organisation', $1, true), set_config('app.restricted', 'storage', true)`,
      [id],
    )
    await client.query('set local role belegt_tenant')
    const left: string[] = []
    for (const { table } of rows) {
      const { rows: found } = await client.query(
        `select 1 from ${pg.escapeIdentifier(table)} where organisation_id = $1 limit 1`,
        [id],
      )
      if (found.length > 0) left.push(table)
    }
    return left
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const filesBelow = async (folder: string, part: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => name.includes(part))

/**
 * optigem/deleted-after-a-month: an invented organisation with a backup is cancelled over its page, refuses to be written
 * to, and a month later is gone from the database, the files and that backup, which can still be restored without it.
 */
export const deletedAfterAMonth =
  (backups: DrillPorts | undefined): Check =>
  (probe) =>
    withOrganisation(probe, async (organisation, main) => {
      const [{ headers }, house, home] = [await main(), probe.scratch, `/${organisation.slug}/team/einrichtung`]
      const administrator = visitor(probe, headers)
      const folder = await mkdtemp(join(tmpdir(), 'belegt-check-'))
      try {
        const target = directoryTarget(folder)
        await house.blobs.put(organisation.id, Buffer.from('a file of the check'))
        await makeBackup(house, target, { only: [organisation.id, probe.neighbour.id] })
        const cancel = (name: string) => administrator.send(`${home}/kuendigung`, { name })
        if ((await cancel('something else')).status !== 422) return broken('it is cancelled without its name')
        if ((await cancel(organisation.name)).status !== 303) return broken('it cannot be cancelled')
        house.directory.refresh()
        const invite = { name: 'N', mail: 'n@pruef.invalid', role: 'desk', language: 'de' }
        const write = await administrator.send(`${home}/mitglieder`, invite)
        if (write.status !== 409) return broken(`a cancelled organisation answers ${write.status} to what is written`)
        const cancelled = await house.directory.byId(organisation.id)
        if (!cancelled?.ends_at) return broken('the day of the deletion is not noted')
        const days = house.clock.now().until(cancelled.ends_at).total('hours') / 24
        if (days < 27.9 || days > 31.1) return broken(`it would be deleted after ${days.toFixed(1)} days`)
        house.clock.advance({ seconds: Math.ceil(house.clock.now().until(cancelled.ends_at).total('seconds')) })
        await endOrganisation(
          house,
          {
            house: () => house,
            sendMail: async () => undefined, // nobody is written to about an invented organisation
            composeMail,
            life: { forgetBackups: async (on, id) => (await forgetOrganisation(on, target, id)).backups },
          },
          cancelled,
        )
        const rows = await rowsLeft(house, organisation)
        if (rows.length > 0) return broken(`rows are left in ${rows.join(', ')}`)
        house.directory.refresh()
        if (await house.directory.byId(organisation.id)) return broken('its entry in the directory is left')
        for await (const blob of house.blobs.list(organisation.id)) return broken(`the file ${blob} is left`)
        const parts = await filesBelow(folder, organisation.id)
        if (parts.length > 0) return broken(`the older backup still holds ${parts.join(', ')}`)
        const page = await probe.ask(`/${organisation.slug}/team/anmelden`)
        if (page.status !== 404) return broken(`its pages answer ${page.status}`)
        if ((await completeOnes(target, 'backups')).length !== 1)
          return broken('the older backup is not whole any more')
        const restored = backups ? await drill(house, target, backups) : undefined
        if (restored && restored.parts.length !== 1) return broken(`${restored.parts.length} organisations came back`)
        const tried = restored ? ', which was restored without it' : ''
        return kept(
          `cancelled, read-only for ${Math.round(days)} days, then gone: rows, files, pages, keys and its part of an older backup${tried}`,
        )
      } finally {
        await forgetEnd(house, organisation.id)
        await rm(folder, { recursive: true, force: true })
      }
    })
