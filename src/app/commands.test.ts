import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { proving, record } from '#privacy'
import { ConfigError, readConfig } from '#platform/config/config.ts'
import { testDatabase } from '#testing/database.ts'
import { testHouse } from '#testing/house.ts'
import { settings } from './modules.ts'
import { ledgerWish, proveLedgers } from './proof.ts'
import { refuseNothing, refuseWords, restoreWish } from './restoring.ts'

const folder = mkdtempSync(join(tmpdir(), 'belegt-words-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const BACKUP = '20261122T010000Z-1a2b3c4d'

describe('ledger', () => {
  test.each([
    [['verify'], { what: 'verify' }],
    [['verify', '--copies', folder], { what: 'verify', copies: folder }],
    [['continue', '--copies', folder], { what: 'continue', copies: folder }],
  ])('%j is understood', async (words, wish) => expect(await ledgerWish(words)).toEqual(wish))
  test.each([
    [[]],
    [['verfy']],
    [['verify', '--copies']],
    [['verify', '--copys', folder]],
    [['verify', '--copies', folder, folder]],
    [['verify', '--copies', join(folder, 'fehlt')]],
    [['continue']],
    [['continue', '--copies', '']],
  ])('%j is refused: nothing that was to be compared is left out silently', (words) =>
    expect(ledgerWish(words)).rejects.toThrow(ConfigError),
  )
})

describe('restore', () => {
  test('a drill of a backup that is named is one of that backup', () => {
    expect(restoreWish([BACKUP, '--drill'])).toEqual({ backup: BACKUP, drill: true })
    expect(restoreWish(['--drill'])).toEqual({ backup: undefined, drill: true })
  })
  test.each([
    [['--drill', 'gestern']],
    [['--drill', '--without-all-marks', 'weil']],
    [['--dril']],
    [['--copies']],
    [[BACKUP, BACKUP]],
    [['--without-all-marks', ' ']],
  ])('%j is refused', (words) => expect(() => restoreWish(words)).toThrow(ConfigError))
})

test('backup takes no words: what is meant as a wish is not done without it', () => {
  refuseWords('backup', [])
  expect(() => refuseWords('backup', ['--dry-run'])).toThrow(/does not know "--dry-run". Nothing was done/)
})

test('a command on what is there makes no empty system in a folder that was mistyped', () => {
  const config = readConfig(settings, { BELEGT_DATA: join(folder, 'vertippt') })
  expect(() => refuseNothing(config)).toThrow(/no system in .*vertippt/)
})

test('ledger verify says why it is not content: entries that wait, or no ledger at all', async () => {
  const database = await testDatabase({ incomplete: true })
  const house = testHouse(database)
  try {
    const lines: string[] = []
    expect(await proveLedgers(house, (line) => void lines.push(line))).toBe(false)
    expect(lines).toEqual([expect.stringMatching(/no organisation here.*nothing was verified/)])
    const organisation = await house.organisation()
    await house.within(organisation, proving, (at) => record(at, 'test.said', { n: 1 }))
    expect(await proveLedgers(house, () => undefined)).toBe(true)
    house.clock.advance({ minutes: 5 })
    expect(await proveLedgers(house, (line) => void lines.push(line))).toBe(false)
    expect(lines.at(-1)).toMatch(/1 entries have waited .* does the program run\?/)
  } finally {
    await house.close()
    await database.drop()
  }
})
