import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { directoryTarget, makeBackup, restore } from '#backups'
import { contact, personFor } from '#people'
import { erasePeople, proving } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveIn, filed, pdfOf } from '#testing/filed.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace, filesIn } from '#testing/restored.ts'
import { contentIn, deleteIn, lockIn, receiptIn, scrub, versionsIn } from '#testing/stored.ts'

let program: ProgramUnderTest
let town: Organisation
let folder: string
beforeAll(async () => {
  program = await programUnderTest()
  town = await program.web.organisation({ slug: 'stadt-nord' })
  folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
})
afterAll(async () => {
  await program?.close()
  rmSync(folder, { recursive: true, force: true })
})

const actor = { kind: 'system', job: 'test' } as const

test('optigem/backups documents come back from a backup sealed, open and prove themselves; those of who was erased since do not', async () => {
  const { web } = program
  const target = directoryTarget(folder)
  const archiveId = await archiveIn(web, town)
  const person = (name: string, mail: string) =>
    web.scope({ organisation: town, purpose: contact }, (at) => personFor(at, { name, mail }))
  const [erika, vera] = [await person('Erika', 'erika@example.org'), await person('Vera', 'vera@example.org')]
  const pdf = await pdfOf('Bescheid über die Hundesteuer')
  const noise = randomBytes(300_000)
  const given = { archiveId, mediaType: 'application/pdf' }
  const hers = await filed(web, town, { ...given, name: 'Bescheid.pdf', bytes: pdf, holder: erika })
  const nobodys = await filed(
    web,
    town,
    { archiveId, mediaType: 'image/x-noise', name: 'Plan.bin', bytes: noise },
    false,
  )
  const gone = await filed(web, town, { ...given, name: 'Vera.pdf', bytes: await pdfOf('Von Vera'), holder: vera })
  await lockIn(web.house, town, nobodys.documentId)
  const before = (await versionsIn(web.house, town)).filter((id) => id !== gone.versionId)
  const made = await makeBackup(web.house, target)
  const backed = await filesIn(web.house, town)
  await web.scope({ organisation: town, purpose: proving, actor }, (at) => erasePeople(at, [vera], 'request'))
  web.clock.advance({ hours: 1 })
  // carries the mark of her, and no key of hers
  await makeBackup(web.house, target)
  const place = await emptyPlace(web.dataFolder, web.clock.now())
  try {
    const restored = await restore(target, place, { backup: made.id })
    expect(restored).toMatchObject({ backup: made.id, unreadable: [], replayed: { people: 1 } })
    const house = await place.open()
    try {
      expect(await versionsIn(house, town)).toEqual(before)
      expect((await contentIn(house, town, hers.versionId)).equals(pdf)).toBe(true)
      expect((await contentIn(house, town, nobodys.versionId)).equals(noise)).toBe(true)
      await expect(contentIn(house, town, gone.versionId)).rejects.toThrow()
      // a lock does not keep its own document from coming back, and holds there too
      await expect(deleteIn(house, town, nobodys.documentId)).rejects.toThrow('documents.locked')
      // every file with its manifest and seal, by the restored keys
      place.clock.advance({ hours: 24 })
      expect(await scrub(house, town, 100)).toMatchObject({ files: before.length, damaged: 0 })
      const receipt = await receiptIn(house, town, hers.versionId)
      expect({ ...receipt, signature: '' }).toEqual({ ...hers.receipt, signature: '' })
      // what was hers lies nowhere: file, previews, text
      const there = await filesIn(house, town)
      expect(there.length).toBeGreaterThanOrEqual(2)
      expect(there.length).toBeLessThan(backed.length)
      expect(there).toEqual((await filesIn(web.house, town)).filter((id) => there.includes(id)))
    } finally {
      await house.close()
    }
  } finally {
    await place.close()
  }
}, 120_000)
