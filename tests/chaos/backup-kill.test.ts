// kill -9 while backups are made, restored and keys replaced: the next call begins anew or goes on, never half.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { built, dist, newFolder } from './running.ts'

const root = mkdtempSync(join(tmpdir(), 'belegt-backup-kill-'))
const target = join(root, 'target')
let source: string

type Ran = { readonly code: number | null; readonly lines: readonly string[] }

/** One command of the built program; killed when it says the step `at`. */
function run(data: string, words: readonly string[], at?: RegExp): Promise<Ran> {
  const child = spawn(process.execPath, [join(dist, 'belegt.js'), ...words], {
    env: {
      ...process.env,
      BELEGT_DATA: data,
      BELEGT_BACKUP_TARGET: `file://${target}`,
      BELEGT_PORT: '0',
      BELEGT_HEALTH_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    if (at?.test(line)) child.kill('SIGKILL')
  })
  createInterface(child.stderr).on('line', (line) => lines.push(line))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, lines })))
}

beforeAll(async () => {
  await built()
  mkdirSync(target)
  source = newFolder()
  const demo = spawn(process.execPath, [join(dist, 'belegt.js'), 'demo'], {
    env: { ...process.env, BELEGT_DATA: source, BELEGT_PORT: '0', BELEGT_HEALTH_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(demo.stdout)) if (/Alles Erfundene ist da/.test(line)) break
  demo.kill('SIGTERM')
  await new Promise((resolve) => demo.once('close', resolve))
}, 120_000)
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
  rmSync(source, { recursive: true, force: true })
})

const backupSteps = [/… marks/, /… snapshot/, /… keys/, /… rows of/, /… files of/, /… keyring list/, /… list/]

const complete = () =>
  readdirSync(join(target, 'backups')).filter((id) =>
    readdirSync(join(target, 'backups', id)).includes('manifest.json'),
  )

/** Steps that a command told and at which it was never killed. */
const spared = (lines: readonly string[], killed: readonly RegExp[]): string[] =>
  lines.filter((line) => line.startsWith('… ') && line !== '… done' && !killed.some((at) => at.test(line)))

test('optigem/backups: a backup killed at any step is none, and the next one is whole', async () => {
  for (const at of backupSteps) {
    const { code, lines } = await run(source, ['backup'], at)
    expect([code, lines.some((line) => at.test(line))]).toEqual([null, true])
  }
  const { code, lines } = await run(source, ['backup'])
  expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(/^Backup \d{8}T/)])
  expect(spared(lines, backupSteps)).toEqual([])
  // what was torn is cleared away; one that was killed right at its end may have come to it
  expect(readdirSync(join(target, 'backups')).toSorted()).toEqual(complete().toSorted())
  expect(readdirSync(target, { recursive: true }).filter((name) => String(name).endsWith('.part'))).toEqual([])
}, 300_000)

test('optigem/backups: a restore killed at any step begins anew or goes on, and ends whole', async () => {
  const steps = [
    /… check/,
    /… schema/,
    /… files of/,
    /… keys/,
    /… directory/,
    /… rows of/,
    /… indexes/,
    /… compare/,
    /… commit/,
    /… migrate/,
    /… sessions of/,
    /… deletion run of/,
    /… open/,
  ]
  for (const at of steps) {
    const place = mkdtempSync(join(tmpdir(), 'belegt-slow-'))
    mkdirSync(join(place, 'keys'), { mode: 0o700 })
    cpSync(join(source, 'keys', 'instance.key'), join(place, 'keys', 'instance.key'))
    try {
      const torn = await run(place, ['restore'], at)
      expect([torn.code, torn.lines.some((line) => at.test(line))]).toEqual([null, true])
      const again = await run(place, ['restore'])
      const told = again.lines.join('\n')
      // killed in its last moment it may have come to its end
      if (again.code !== 0) expect(told).toMatch(/This system is not empty/)
      else expect(told).toMatch(/The system is open again/)
      expect(spared(again.lines, steps)).toEqual([])
      const { code, lines } = await run(place, ['ledger', 'verify'])
      expect([code, lines.filter((line) => /: whole/.test(line)).length]).toEqual([0, 4])
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  }
}, 1_200_000)

test('A19 a rotation of keys killed at any step goes on, and everything opens afterwards', async () => {
  const steps = [/… begun/, /… people/, /… wait/, /… end /, /… new key/, /… organisation /, /… others/, /… old key/]
  for (const at of steps) {
    const instance = /new key|organisation |others|old key/.test(at.source)
    const { code, lines } = await run(source, ['keys', 'rotate', instance ? 'instance' : 'organisations'], at)
    expect([code, lines.some((line) => at.test(line))]).toEqual([null, true])
    // the program starts and opens every organisation's key, with both instance keys or one
    expect((await run(source, ['backup'])).code).toBe(0)
  }
  const { code, lines } = await run(source, ['keys', 'rotate'])
  expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(/Copy keys\/instance.key/)])
  expect(spared(lines, [...steps, ...backupSteps])).toEqual([])
  const drill = await run(source, ['restore', '--drill'])
  expect([drill.code, drill.lines.at(-1)]).toEqual([0, expect.stringMatching(/all equal/)])
}, 600_000)
