import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from './limits.ts'
import { endGroup, privateFolder } from './sandbox/folder.ts'
import { programs } from './sandbox/programs.ts'

let turn: Promise<unknown> = Promise.resolve()

/**
 * How office files become PDFs: by LibreOffice, without network, in a private folder that is emptied whatever happens; one
 * at a time, as it takes all it can get. Undefined where the machine has none, or cannot cut it off from the network.
 */
export function officeConverter(
  dataFolder: string,
): ((ending: string, content: Uint8Array) => Promise<Uint8Array | undefined>) | undefined {
  const { office, unshare } = programs()
  if (!office || !unshare) return undefined
  return (ending, content) => {
    const next = turn.then(() => convert(dataFolder, ending, content))
    turn = next.catch(() => undefined)
    return next
  }
}

async function convert(dataFolder: string, ending: string, content: Uint8Array): Promise<Uint8Array | undefined> {
  const { office, unshare } = programs()
  if (!office || !unshare) return undefined
  const folder = await privateFolder(dataFolder, content.length)
  try {
    const file = join(folder.path, `document.${ending}`)
    await writeFile(file, content, { mode: 0o600 })
    const args = [
      '--headless',
      '--norestore',
      '--nologo',
      '--nodefault',
      '--nolockcheck',
      `-env:UserInstallation=file://${join(folder.path, 'profile')}`,
      '--convert-to',
      'pdf',
      '--outdir',
      folder.path,
      file,
    ]
    // with a new profile it asks to be started again, by this code
    for (let run = 0; run < 3; run++)
      if ((await ended(unshare, ['-rn', '--', office.path, ...args], office.env, folder)) !== START_AGAIN) break
    return await readFile(join(folder.path, 'document.pdf')).catch(() => undefined)
  } finally {
    await folder.remove()
  }
}

const START_AGAIN = 81

/** The program's code when it has ended by itself; null when it was ended for taking too long. */
function ended(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: { readonly path: string; guards(group: number): void },
): Promise<number | null> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: 'ignore',
      // a group of its own, so that what it starts ends with it
      detached: true,
      cwd: folder.path,
      env: { LANG: 'C.UTF-8', HOME: folder.path, TMPDIR: folder.path, PATH: '/usr/bin:/bin', ...env },
    })
    const group = child.pid
    if (group !== undefined) folder.guards(group)
    const timer = setTimeout(() => {
      if (group !== undefined) endGroup(group)
    }, limits.office)
    const settle = (code: number | null) => {
      clearTimeout(timer)
      done(code)
    }
    child.once('close', settle).once('error', () => settle(null))
  })
}
