import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('the image is built from exactly what its Dockerfile copies, and the program that comes out starts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belegt-image-'))
  try {
    const [first = ''] = read('Dockerfile').split(/^FROM (?!.* AS build)/m)
    const copied = [...first.matchAll(/^COPY (.+) (\S+)$/gm)].map(
      ([, from = '', to = '']) => [from.split(' '), to] as const,
    )
    expect(copied.length).toBeGreaterThan(3)
    for (const [from, to] of copied)
      for (const path of from) {
        expect(existsSync(join(root, path)), path).toBe(true)
        cpSync(join(root, path), to.endsWith('/') ? join(folder, to, path) : join(folder, to), { recursive: true })
      }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const built = run('tools/build.ts', '--force')
    expect([built.status, built.stderr]).toEqual([0, expect.stringMatching(/^built in/)])
    const started = run('dist/belegt.js')
    expect([started.status, started.stderr]).toEqual([2, expect.stringMatching(/^belegt start \| demo/)])
    const second = read('Dockerfile').slice(first.length)
    for (const [, path = ''] of second.matchAll(/^COPY --from=build \/app\/(\S+)/gm))
      expect(existsSync(join(folder, path)), path).toBe(true)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
