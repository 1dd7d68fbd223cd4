import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { privateFolder, sweepFolders } from './folder.ts'

let dataFolder: string
const started: ChildProcess[] = []
beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'belegt-folder-'))
})
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(dataFolder, { recursive: true, force: true })
})

// A process that has plaintext in a private folder, and a program at work on it.
const PROGRAM = `
  import { spawn } from 'node:child_process'
  import { writeFileSync } from 'node:fs'
  const { privateFolder } = await import(process.argv[1])
  const folder = await privateFolder(process.argv[2], 1000)
  writeFileSync(folder.path + '/brief.docx', 'Der Bauantrag von Rüdiger Ährenfeld')
  const working = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
  folder.guards(working.pid)
  console.log(JSON.stringify({ path: folder.path, group: working.pid }))
  setInterval(() => undefined, 1000)`

async function atWork() {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', PROGRAM, join(import.meta.dirname, 'folder.ts'), dataFolder],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  started.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const { path, group } = JSON.parse(said.toString()) as { path: string; group: number }
  expect(existsSync(join(path, 'brief.docx'))).toBe(true)
  return {
    path,
    group,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

/** Whether a process works; one that ended and that nobody asked for its end does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** The process that waits to empty a folder. */
const guardOf = (path: string): number => {
  const found = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      return words[0] === 'sh' && words[1] === '-c' && words[3] === path
    } catch {
      return false // it has ended meanwhile
    }
  })
  expect(found).toHaveLength(1)
  return Number(found[0])
}

test('amagno/no-plaintext-left a private folder is empty after its work', async () => {
  const folder = await privateFolder(dataFolder, 1_000)
  writeFileSync(join(folder.path, 'brief.docx'), 'Klartext')
  await folder.remove()
  expect(existsSync(folder.path)).toBe(false)
})

test('amagno/no-plaintext-left after a kill -9 a private folder is emptied, and the program at work on it ended', async () => {
  const { path, group, kill } = await atWork()
  expect(isRunning(group)).toBe(true)
  await kill()
  await expect.poll(() => existsSync(path)).toBe(false)
  await expect.poll(() => isRunning(group)).toBe(false)
})

test('amagno/no-plaintext-left where the guard was killed too, the next start empties it, and no folder that is in use', async () => {
  const [dead, alive] = [await atWork(), await atWork()]
  process.kill(guardOf(dead.path), 'SIGKILL')
  await dead.kill()
  try {
    expect(existsSync(join(dead.path, 'brief.docx'))).toBe(true)
    expect(await sweepFolders(dataFolder)).toBe(1)
    expect([existsSync(dead.path), existsSync(join(alive.path, 'brief.docx'))]).toEqual([false, true])
  } finally {
    process.kill(dead.group, 'SIGKILL')
    await alive.kill()
  }
  await expect.poll(() => existsSync(alive.path)).toBe(false)
})
