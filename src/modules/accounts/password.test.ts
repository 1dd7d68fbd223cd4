import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkPassword, hashPassword } from './password.ts'

const bare = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

test('a hash fits its own password only, also typed with other code points', async () => {
  const stored = await hashPassword('Übergrößenträger')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=40960,t=2,p=1\$/)
  expect(await checkPassword('Übergrößenträger'.normalize('NFD'), stored)).toEqual({ fits: true, outdated: false })
  expect(await checkPassword('Ubergrößenträger', stored)).toEqual({ fits: false, outdated: false })
  expect(await checkPassword('irgendetwas', null)).toEqual({ fits: false, outdated: false })
})

test('a hash made with older parameters fits and asks to be made anew', async () => {
  const nonce = Buffer.alloc(16, 7)
  const parameters = { message: 'ein altes Passwort', nonce, parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 }
  const old = `$argon2id$v=19$m=19456,t=2,p=1$${bare(nonce)}$${bare(argon2Sync('argon2id', parameters))}`
  expect(await checkPassword('ein altes Passwort', old)).toEqual({ fits: true, outdated: true })
  expect(await checkPassword('ein anderes Passwort', old)).toEqual({ fits: false, outdated: false })
})

test('many at once take turns, and too many are asked to come again', async () => {
  const stored = await hashPassword('ein gutes Passwort')
  const many = await Promise.all(Array.from({ length: 12 }, () => checkPassword('ein gutes Passwort', stored)))
  expect(many.every(({ fits }) => fits)).toBe(true)
})
