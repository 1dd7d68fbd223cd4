import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { packages } from './place.ts'

/** A program of the machine, and what it needs in its environment. */
export type Program = { readonly path: string; readonly env: Readonly<Record<string, string>> }

/** What of the machine can be used. Everything may be missing: then less is read, nothing fails. */
export type Programs = {
  /** Cuts a process off from every network (util-linux, user namespaces). */
  readonly unshare: string | undefined
  readonly tesseract: Program | undefined
  readonly office: Program | undefined
}

const runs = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin']
const installedAs = (name: string): string | undefined => FOLDERS.map((folder) => join(folder, name)).find(runs)

let found: Programs | undefined

/** Looks the machine over, once. */
export const programs = (): Programs => (found ??= { unshare: unshare(), tesseract: tesseract(), office: office() })

function unshare(): string | undefined {
  const path = installedAs('unshare')
  // containers often forbid it; then Node's own permissions are what is left
  return path && spawnSync(path, ['-rn', 'true'], { timeout: 5_000 }).status === 0 ? path : undefined
}

const libraries = (base: string) =>
  ['x86_64', 'aarch64'].map((machine) => join(base, `usr/lib/${machine}-linux-gnu`)).filter((path) => existsSync(path))

// tools/readers.sh unpacks them beside the packages
function tesseract(): Program | undefined {
  const installed = installedAs('tesseract')
  if (installed) return { path: installed, env: {} }
  const base = join(packages, '.tesseract/root')
  const path = join(base, 'usr/bin/tesseract')
  if (!runs(path)) return undefined
  const data = ['5', '4.00'].map((version) => join(base, `usr/share/tesseract-ocr/${version}/tessdata`))
  const trained = data.find((folder) => existsSync(folder))
  return trained ? { path, env: { LD_LIBRARY_PATH: libraries(base).join(':'), TESSDATA_PREFIX: trained } } : undefined
}

function office(): Program | undefined {
  const installed = ['/usr/lib/libreoffice/program/soffice.bin', '/opt/libreoffice/program/soffice.bin'].find(runs)
  if (installed) return { path: installed, env: {} }
  const base = join(packages, '.office/root')
  const path = join(base, 'usr/lib/libreoffice/program/soffice.bin')
  if (!runs(path)) return undefined
  const within = [join(base, 'usr/lib/libreoffice/program'), ...libraries(base)]
  return { path, env: { LD_LIBRARY_PATH: within.join(':'), XDG_DATA_DIRS: `${join(base, 'usr/share')}:/usr/share` } }
}
