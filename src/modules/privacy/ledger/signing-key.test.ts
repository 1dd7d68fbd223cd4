import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { KeyProblem } from '#platform/keys/instance-key.ts'
import { signingKey, signingKeyPath } from './signing-key.ts'

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'belegt-signing-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('the key is made on the first use, closed to others, and stays', async () => {
  const folder = dataFolder()
  const { publicKey } = await signingKey(folder)
  expect(publicKey).toHaveLength(32)
  expect(readFileSync(signingKeyPath(folder), 'utf8')).toContain('PRIVATE KEY')
})

test('a key that was lost is told, and no other takes its place: what was signed could not be continued', async () => {
  const folder = dataFolder()
  mkdirSync(join(folder, 'ledger'))
  writeFileSync(join(folder, 'ledger', '0b5c5a0e-0000-4000-8000-000000000000.checkpoints'), '"..."\n')
  const error = await signingKey(folder).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(KeyProblem)
  expect(String(error)).toMatch(/keys\/ledger\.pem is missing.*Nothing was signed/)
  expect(existsSync(signingKeyPath(folder))).toBe(false)
})

test('a file that holds no such key is told, and left as it is', async () => {
  const folder = dataFolder()
  mkdirSync(join(folder, 'keys'))
  writeFileSync(signingKeyPath(folder), 'kein Schlüssel')
  await expect(signingKey(folder)).rejects.toThrow(KeyProblem)
  expect(readFileSync(signingKeyPath(folder), 'utf8')).toBe('kein Schlüssel')
})
