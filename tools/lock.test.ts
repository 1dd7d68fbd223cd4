import { expect, test } from 'vitest'
import { missingEntries, readLock } from './lock.ts'

test('the lock file is complete for npm ci and names no address (node tools/lock.ts --write)', () => {
  const lock = readLock()
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100)
  expect(Object.keys(missingEntries(lock))).toEqual([])
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved)).toEqual([])
})

test('a missing package of another platform is described, any other is an error', () => {
  const owner = {
    dev: true,
    optionalDependencies: { '@a/binding-linux-x64-musl': '1.2.3', '@a/binding-android-arm-eabi': '1.2.3' },
  }
  expect(missingEntries({ packages: { 'node_modules/a': owner } })).toEqual({
    'node_modules/@a/binding-linux-x64-musl': {
      version: '1.2.3',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    },
    'node_modules/@a/binding-android-arm-eabi': {
      version: '1.2.3',
      dev: true,
      optional: true,
      os: ['android'],
      cpu: ['arm'],
    },
  })
  const plain = { optionalDependencies: { plain: '1.0.0' } }
  expect(() => missingEntries({ packages: { 'node_modules/a': plain } })).toThrow('plain is missing')
})
