import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { directoryTarget, makeBackup, restore } from '#backups'
import { mergeAndPublish, proving, record, verifyLedger } from '#privacy'
import { inScope, type House } from '#platform/data/scope.ts'
import { programUnderTest } from '#testing/program.ts'
import { emptyPlace } from '#testing/restored.ts'
import { continueLedgers, proveLedgers } from './proof.ts'

// A backup is older than what was signed and sent since: the restored ledger says so, and `ledger verify --copies` with it.

const actor = { kind: 'system', job: 'test' } as const

test('B7 a restore behind a signed state is told, put on record, and verified with the copies that left', async () => {
  const program = await programUnderTest()
  const target = directoryTarget(mkdtempSync(join(tmpdir(), 'belegt-target-')))
  try {
    const { house } = program.web
    const town = await program.web.organisation({ slug: 'stadt-nord' })
    const signed = async (on: House, count: number) => {
      await inScope(on, { organisation: town, actor, purpose: proving }, async (at) => {
        for (let n = 0; n < count; n++) await record(at, 'test.said', { n })
      })
      await mergeAndPublish(on, town)
    }
    await signed(house, 3)
    await makeBackup(house, target)
    await signed(house, 2)
    await signed(house, 4)
    // every signed state left the machine, and the machine burns
    const copies = join(program.web.dataFolder, 'ledger')

    const said: string[] = []
    const whole = (on: House) => proveLedgers(on, (line) => void said.push(line), copies)
    for (const given of [[copies], []]) {
      const place = await emptyPlace(program.web.dataFolder, program.web.clock.now())
      try {
        said.length = 0
        const { forks } = await restore(target, place, { copies: given })
        const restored = await place.open()
        try {
          if (given.length > 0) expect(forks).toMatchObject([{ organisation: 'stadt-nord', lost: 2 }])
          else {
            // nobody named the copies: the contradiction is found later, and declared by hand
            expect(forks).toEqual([])
            expect(await whole(restored)).toBe(false)
            expect(said.find((line) => line.startsWith('stadt-nord'))).toContain('DIFFERS')
            await continueLedgers(restored, (line) => void said.push(line), copies)
          }
          said.length = 0
          expect(await whole(restored)).toBe(true)
          expect(said.find((line) => line.startsWith('stadt-nord'))).toContain('2 signed states are lost')
          const kinds = await inScope(restored, { organisation: town, actor, purpose: proving }, async (at) => {
            const query = sql<{
              kind: string
            }>`select kind from ledger_leaves where kind in ('restore.done', 'ledger.forked')`
            return (await query.execute(at.tx as never)).rows.map(({ kind }) => kind)
          })
          expect(kinds.toSorted()).toEqual(['ledger.forked', 'restore.done'])
          // and goes on as any ledger does
          await signed(restored, 5)
          const report = await verifyLedger(restored, town, { copies })
          expect(report).toMatchObject({ lost: 2, waiting: 0 })
          expect(report.difference).toBeUndefined()
        } finally {
          await restored.close()
        }
      } finally {
        await place.close()
      }
    }
  } finally {
    await program.close()
    rmSync(target.where, { recursive: true, force: true })
  }
}, 120_000)
