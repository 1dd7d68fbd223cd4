import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { instanceKeyPath, openInstanceKeys } from './instance-key.ts'
import { newKey } from './keyring.ts'

let dataFolder: string
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'belegt-keys-'))
  mkdirSync(join(dataFolder, 'keys'))
})
afterEach(() => rmSync(dataFolder, { recursive: true }))

const OWNER = 'organisation 1'
const opens = async (from: Omit<Parameters<typeof openInstanceKeys>[0], 'dataFolder'>) =>
  openInstanceKeys({ dataFolder, ...from })

test('the first start makes the key, for its owner alone; later starts use it and never write over it', async () => {
  const key = newKey()
  const wrapped = await (await opens({ mayMake: true })).wrap(key, OWNER)
  const made = readFileSync(instanceKeyPath(dataFolder), 'utf8')
  expect(Buffer.from(made.trim(), 'base64')).toHaveLength(32)
  expect(statSync(instanceKeyPath(dataFolder)).mode & 0o777).toBe(0o600)
  chmodSync(instanceKeyPath(dataFolder), 0o644) // as a careless copy leaves it
  expect(await (await opens({ mayMake: true })).unwrap(wrapped, OWNER)).toEqual(key)
  expect(readFileSync(instanceKeyPath(dataFolder), 'utf8')).toBe(made)
  expect(statSync(instanceKeyPath(dataFolder)).mode & 0o777).toBe(0o600)
})

test('a key from the environment is used instead of a file, and none is made', async () => {
  const key = newKey()
  const fromEnvironment = newKey().toString('base64')
  const wrapped = await (await opens({ fromEnvironment, mayMake: true })).wrap(key, OWNER)
  expect(readdirSync(join(dataFolder, 'keys'))).toEqual([])
  expect(await (await opens({ fromEnvironment, mayMake: false })).unwrap(wrapped, OWNER)).toEqual(key)
  const other = await opens({ fromEnvironment: newKey().toString('base64'), mayMake: false })
  await expect(other.unwrap(wrapped, OWNER)).rejects.toThrow(/does not open.*Nothing was changed or deleted/)
  const both = await opens({ fromEnvironment: newKey().toString('base64'), also: fromEnvironment, mayMake: false })
  expect(await both.unwrap(wrapped, OWNER)).toEqual(key)
})

test('a file that is missing where keys were wrapped with it, is empty or is no key is refused, and left as it is', async () => {
  await expect(opens({ mayMake: false })).rejects.toThrow(/is missing.*no new key was made/s)
  expect(readdirSync(join(dataFolder, 'keys'))).toEqual([])
  for (const [text, said] of [
    ['', /is empty/],
    ['kurz\n', /is not 32 bytes in base64/],
  ] as const) {
    writeFileSync(instanceKeyPath(dataFolder), text)
    await expect(opens({ mayMake: true })).rejects.toThrow(said)
    expect(readFileSync(instanceKeyPath(dataFolder), 'utf8')).toBe(text)
  }
  await expect(opens({ fromEnvironment: 'a'.repeat(44), mayMake: true })).rejects.toThrow(
    /BELEGT_INSTANCE_KEY is not 32/,
  )
})
