import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { carryTombstones, directoryTarget, inRestored, makeBackup, openVault } from '#backups'
import { ADVERTISING, proving, suppress } from '#privacy'
import { inScope } from '#platform/data/scope.ts'
import { openLog, logFolder } from '#platform/log/log.ts'
import { programUnderTest } from '#testing/program.ts'
import { portsInto } from '#testing/restored.ts'

test('optigem/mail-block an address that was blocked after the backup is blocked in what is restored from it', async () => {
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
    const made = await makeBackup(web.house, target)
    web.clock.advance({ minutes: 10 })
    await block('nachher@example.org')
    const vault = await openVault(target, web.house.instanceKey)
    expect((await carryTombstones(web.house, target, vault)).marks).toBe(1)
    expect((await carryTombstones(web.house, target, vault)).marks, 'each once').toBe(0)
    await inRestored(
      web.house,
      target,
      ports,
      async ({ login }) => {
        const { default: pg } = await import('pg')
        const client = new pg.Client(login.root)
        await client.connect()
        const there = await client.query('select since::text, activity from suppressions order by since')
        await client.end()
        expect(there.rows).toHaveLength(2)
      },
      { backup: made.id },
    )
  } finally {
    await program.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
