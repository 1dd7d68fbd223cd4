import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { carryTombstones, directoryTarget, inRestored, makeBackup, openVault, restore } from '#backups'
import {
  ADVERTISING,
  erasePeople,
  proving,
  recordConsent,
  restrict,
  restricting,
  setHold,
  suppress,
  withdraw,
} from '#privacy'
import { contact, personFor } from '#people'
import { tables } from '#platform/data/query-builder.ts'
import { inScope } from '#platform/data/scope.ts'
import { openLog, logFolder } from '#platform/log/log.ts'
import type { TestDatabase } from '#testing/database.ts'
import { programUnderTest } from '#testing/program.ts'
import { emptyPlace, portsInto } from '#testing/restored.ts'

/** For statements over tables of modules. */
const raw = tables({})

test('optigem/mail-block B7 what was blocked, withdrawn and restricted after the backup is so in what is restored from it', async () => {
  const program = await programUnderTest()
  const folder = mkdtempSync(join(tmpdir(), 'belegt-blocks-'))
  try {
    const { web } = program
    const town = await web.organisation({ slug: 'stadt-sued' })
    const target = directoryTarget(folder)
    const log = openLog({ folder: logFolder(web.dataFolder), delay: 10 })
    const ports = portsInto(() => target, log)
    const wish = { organisation: town, actor: { kind: 'system', job: 'test' }, purpose: proving } as const
    const block = (mail: string) => inScope(web.house, wish, (at) => suppress(at, mail, ADVERTISING))
    await block('vorher@example.org')
    const person = await web.scope({ organisation: town, purpose: contact }, (at) =>
      personFor(at, { name: 'Rita Ruhe', mail: 'rita@example.org' }),
    )
    await inScope(web.house, wish, (at) =>
      recordConsent(at, {
        person,
        activity: { ...proving, basis: { art6: 'a' } } as never,
        wording: 'Ja.',
        special: false,
      }),
    )
    const made = await makeBackup(web.house, target)
    web.clock.advance({ minutes: 10 })
    await block('nachher@example.org')
    await web.scope({ organisation: town, purpose: restricting }, async (at) => {
      await withdraw(at, person, 'all', 'person')
      await restrict(at, { person, ground: 'a' })
    })
    const vault = await openVault(target, web.house.instanceKey)
    expect((await carryTombstones(web.house, target, vault)).marks).toBe(3)
    expect((await carryTombstones(web.house, target, vault)).marks, 'each once').toBe(0)
    await inRestored(
      web.house,
      target,
      ports,
      async ({ login }) => {
        const client = new pg.Client(login.root)
        await client.connect()
        const there = await client.query('select since::text, activity from suppressions order by since')
        const open = await client.query('select id from consents where person_id = $1 and withdrawn_at is null', [
          person,
        ])
        const restricted = await client.query('select ref from restricted where person_id = $1', [person])
        await client.end()
        expect(there.rows).toHaveLength(2)
        expect([open.rows, restricted.rows]).toEqual([[], [{ ref: person }]])
      },
      { backup: made.id },
    )
  } finally {
    await program.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('B7 stopped at any step of the repeating, a restore goes on, and ends as if it had never been stopped', async () => {
  const program = await programUnderTest()
  const folder = mkdtempSync(join(tmpdir(), 'belegt-stopped-'))
  try {
    const { web } = program
    const town = await web.organisation({ slug: 'stadt-halt' })
    const target = directoryTarget(folder)
    const wish = { organisation: town, actor: { kind: 'system', job: 'test' }, purpose: proving } as const
    const known = (name: string) =>
      web.scope({ organisation: town, purpose: contact }, (at) => personFor(at, { name, mail: `${name}@example.org` }))
    const [erased, restricted, held] = [await known('Elli'), await known('Ralf'), await known('Hanna')]
    const agree = (person: string) =>
      inScope(web.house, wish, (at) =>
        recordConsent(at, {
          person,
          activity: { ...proving, basis: { art6: 'a' } } as never,
          wording: 'Ja.',
          special: false,
        }),
      )
    for (const person of [erased, restricted, held]) await agree(person)
    await makeBackup(web.house, target)
    web.clock.advance({ minutes: 10 })
    await inScope(web.house, wish, async (at) => {
      const { rows } = await sql<{ id: string }>`select id from consents where person_id = ${held}`.execute(raw(at))
      await setHold(at, { table: 'consents', id: rows[0]?.id ?? '', reason: 'Klage', until: '2027-05-31' })
      await suppress(at, 'nie@example.org', ADVERTISING)
      await erasePeople(at, [erased], 'request')
      expect(await erasePeople(at, [held], 'request')).toMatchObject({ held: 1, people: 0 })
    })
    await web.scope({ organisation: town, purpose: restricting }, (at) =>
      restrict(at, { person: restricted, ground: 'c' }),
    )
    await carryTombstones(web.house, target, await openVault(target, web.house.instanceKey))

    /** What stands there after it was stopped at a step, and after all steps; and which steps there were. */
    const restoredStopping = async (stop: number) => {
      const place = await emptyPlace(web.dataFolder, web.clock.now())
      const steps: string[] = []
      try {
        if (stop >= 0) {
          const torn = restore(target, place, {
            step: (name) => {
              steps.push(name)
              if (steps.length > stop) throw new Error('the machine stops here')
            },
          })
          await expect(torn).rejects.toThrow('stops here')
        }
        await restore(target, place, { step: (name) => void (stop < 0 && steps.push(name)) })
        return { steps, state: await stateOf(place.database, [erased, restricted, held]) }
      } finally {
        await place.close()
      }
    }
    const { steps, state } = await restoredStopping(-1)
    expect(state).toEqual({
      people: [restricted, held].toSorted(),
      tombstones: [erased],
      restricted: [restricted, held].toSorted(),
      waiting: [held],
      holds: [{ object_table: 'consents', until: '2027-05-31', reason: expect.stringContaining('Nach der Sicherung') }],
      blocked: 1,
    })
    const from = steps.indexOf('migrate')
    const kinds = new Map(steps.map((name, place) => [name.replace(/ of .*/, ''), place] as const))
    for (const kind of ['blocked addresses', 'decisions', 'erasures', 'deletion run', 'open'])
      expect([...kinds.keys()]).toContain(kind)
    for (const [kind, place] of kinds)
      if (place >= from && kind !== 'done') expect((await restoredStopping(place)).state, kind).toEqual(state)
  } finally {
    await program.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 300_000)

async function stateOf({ root }: TestDatabase, people: readonly string[]) {
  const client = new pg.Client(root)
  await client.connect()
  try {
    const ids = async (statement: string) =>
      (await client.query<{ id: string }>(statement, [people])).rows.map(({ id }) => id).toSorted()
    const { rows: holds } = await client.query('select object_table, until::text, reason from holds')
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from suppressions')
    return {
      people: await ids('select id from people where id = any($1)'),
      tombstones: await ids('select person_id as id from tombstones where person_id = any($1)'),
      restricted: await ids('select distinct person_id as id from restricted where person_id = any($1)'),
      waiting: await ids('select object_id as id from erasures_waiting where object_id = any($1)'),
      holds,
      blocked: rows[0]?.n,
    }
  } finally {
    await client.end()
  }
}
