import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, '../../../tests/support/sealing-memory.ts')
const MIB = 1024 * 1024

test.each(['application/pdf', 'text/plain'])(
  '2 GB of %s are sealed, checked and opened in flat memory',
  async (type) => {
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, [script, '2048', type])
    const { length, sealed, grown } = JSON.parse(stdout) as { length: number; sealed: number; grown: number }
    expect(length).toBe(2048 * MIB)
    if (type === 'application/pdf') expect(sealed).toBeGreaterThan(length)
    else expect(sealed).toBeLessThan(length / 10)
    expect(grown).toBeLessThan(200 * MIB)
  },
)
