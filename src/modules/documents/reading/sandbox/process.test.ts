import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digitalPdf } from '#testing/pages.ts'
import { commandOf, SandboxEnded, startSandbox } from './process.ts'
import { programs } from './programs.ts'

let server: Server
let port: number
let visits = 0
const folder = mkdtempSync(join(tmpdir(), 'belegt-sandbox-'))
beforeAll(async () => {
  server = createServer((socket) => {
    visits++
    socket.destroy()
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const reach = () =>
  `require('node:net').connect(${port}, '127.0.0.1').on('connect', () => console.log('reached')).on('error', (error) => console.log(error.code))`

const run = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((done) => {
    execFile(command, [...args], { env: {}, cwd: '/', timeout: 15_000 }, (_, stdout) => done(stdout.trim()))
  })

/** Runs code where files are read; what it prints. */
function inside(code: string, { isolate = true, permissions = true } = {}): Promise<string> {
  const { command, args } = commandOf('main', isolate)
  const own = args.slice(0, -1).filter((arg) => permissions || !/^--(permission|allow)/.test(arg))
  return run(command, [...own, '-e', code])
}

describe('the process that reads', () => {
  test('has no network: neither by its permissions alone nor by its namespace alone', async () => {
    // the server is there, and a process without bounds reaches it
    expect(await run(process.execPath, ['-e', reach()])).toBe('reached')
    await expect.poll(() => visits).toBe(1)
    expect(await inside(`try { ${reach()} } catch (error) { console.log(error.code) }`, { isolate: false })).toBe(
      'ERR_ACCESS_DENIED',
    )
    if (programs().unshare) expect(await inside(reach(), { permissions: false })).toMatch(/^E(CONNREFUSED|NETUNREACH)$/)
    expect(visits).toBe(1)
  })

  test('writes nowhere, reads no settings or keys, starts nothing, and has an empty environment', async () => {
    const path = join(folder, 'written')
    const tried = (code: string) =>
      inside(`try { ${code}; console.log('allowed') } catch (error) { console.log(error.code) }`)
    expect(await tried(`require('node:fs').writeFileSync(${JSON.stringify(path)}, 'x')`)).toBe('ERR_ACCESS_DENIED')
    expect(existsSync(path)).toBe(false)
    expect(await tried(`require('node:fs').readFileSync('/etc/hostname')`)).toBe('ERR_ACCESS_DENIED')
    expect(
      await tried(`require('node:fs').readFileSync(${JSON.stringify(join(process.cwd(), 'vitest.config.ts'))})`),
    ).toBe('ERR_ACCESS_DENIED')
    expect(await tried(`require('node:child_process').spawnSync('true')`)).toBe('ERR_ACCESS_DENIED')
    expect(await tried(`new (require('node:worker_threads').Worker)('1', { eval: true })`)).toBe('ERR_ACCESS_DENIED')
    expect(await inside('console.log(Object.keys(process.env).length)')).toBe('0')
  })

  const asked = async (bounds: { silence: number; memory: number }, work?: (pid: number) => void): Promise<string> => {
    const sandbox = startSandbox('main', bounds)
    const pdf = await digitalPdf(['Text'])
    try {
      work?.(sandbox.pid)
      await sandbox.send({ ask: 'read', hint: { after: 0, pictures: true, converts: false } })
      await sandbox.send({ ask: 'piece', content: pdf })
      await sandbox.send({ ask: 'whole' })
      for (;;) if (((await sandbox.next()) as { tell: string }).tell === 'end') return 'end'
    } catch (error) {
      return error instanceof SandboxEnded ? error.reason : String(error)
    } finally {
      sandbox.kill()
    }
  }

  test('is ended when it grows too large, is silent too long, or dies', async () => {
    const plenty = { silence: 30_000, memory: 2e9 }
    expect(await asked(plenty)).toBe('end')
    expect(await asked({ ...plenty, memory: 1e6 })).toBe('too-much-memory')
    expect(await asked({ ...plenty, silence: 5 })).toBe('took-too-long')
    expect(await asked(plenty, (pid) => process.kill(pid, 'SIGKILL'))).toBe('crashed')
  })
})
