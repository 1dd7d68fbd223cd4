import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MB = 1024 * 1024

test('a file of any length is sealed, taken, kept and proven in the same memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'belegt-large-'))
  try {
    const grown = async (megabytes: number) => {
      const program = join(import.meta.dirname, '../../../../tests/support/upload-memory.ts')
      const { stdout } = await promisify(execFile)(process.execPath, [program, folder, String(megabytes)])
      const told = JSON.parse(stdout) as { size: number; grown: number }
      expect(told.size).toBe(megabytes * MB)
      return told.grown
    }
    const small = await grown(100)
    // what the engine does not yet need back is not given back; four times the file must not be four times that
    expect((await grown(400)) - small).toBeLessThan(64 * MB)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)
