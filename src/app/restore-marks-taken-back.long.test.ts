import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryTombstones, directoryTarget, makeBackup, openVault, restore, type Target } from '#backups'
import { contact, personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveIn, filed, pdfOf } from '#testing/filed.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace } from '#testing/restored.ts'
import { give, giveAgain, holds, sessionsIn, takeAllBack, type Held } from '#testing/taken-back.ts'

// What was taken back since a backup must not come back to life with it.

let program: ProgramUnderTest
let town: Organisation
let held: Held
let folder: string
let target: Target

beforeAll(async () => {
  program = await programUnderTest()
  const { web } = program
  town = await web.organisation({ slug: 'stadt-west' })
  await web.member(town)
  folder = mkdtempSync(join(tmpdir(), 'belegt-taken-back-'))
  target = directoryTarget(folder)
  const archive = await archiveIn(web, town)
  const person = await web.scope({ organisation: town, purpose: contact }, (at) =>
    personFor(at, { name: 'Erika Musterfrau', mail: 'erika@example.org' }),
  )
  const file = {
    archiveId: archive,
    name: 'Bescheid.pdf',
    mediaType: 'application/pdf',
    bytes: await pdfOf('Bescheid'),
  }
  const { documentId } = await filed(web, town, { ...file, holder: person })
  held = { archive, person, document: documentId }
})
afterAll(async () => {
  await program?.close()
  rmSync(folder, { recursive: true, force: true })
})

const everything = ['answer', 'connector', 'invitation', 'keeper', 'key', 'member', 'request', 'right', 'share']

test('B7 what was taken back after the backup stays taken back, what was not stays, and nobody is signed in', async () => {
  const { web } = program
  const [taken, left] = [await give(web, town, held, 'genommen'), await give(web, town, held, 'gelassen')]
  expect(await holds(web.house, town, taken)).toEqual(everything)
  const made = await makeBackup(web.house, target)
  web.clock.advance({ minutes: 10 })
  await takeAllBack(web.house, town, held, taken)
  expect(await holds(web.house, town, taken)).toEqual(['keeper'])
  const vault = await openVault(target, web.house.instanceKey)
  const carried = await carryTombstones(web.house, target, vault)
  expect(carried.marks).toBe(8)
  expect((await carryTombstones(web.house, target, vault)).marks, 'each once').toBe(0)

  const place = await emptyPlace(web.dataFolder, web.clock.now())
  try {
    await restore(target, place, { backup: made.id })
    const house = await place.open()
    expect(await holds(house, town, taken)).toEqual(['keeper'])
    expect(await holds(house, town, left)).toEqual(everything)
    expect(await sessionsIn(web.house)).toBeGreaterThan(0)
    expect(await sessionsIn(house)).toBe(0)
    await house.close()
  } finally {
    await place.close()
  }
}, 120_000)

test('B7 what was taken back and given again before the backup stays given', async () => {
  const { web } = program
  const given = await give(web, town, held, 'wieder')
  await takeAllBack(web.house, town, held, given)
  await giveAgain(web, town, given)
  // carries the marks of what was taken back in the very file from which a restore reads on
  const made = await makeBackup(web.house, target)
  const place = await emptyPlace(web.dataFolder, web.clock.now())
  try {
    await restore(target, place, { backup: made.id })
    const house = await place.open()
    expect(await holds(house, town, given)).toEqual(['connector', 'keeper', 'right'])
    await house.close()
  } finally {
    await place.close()
  }
}, 120_000)
