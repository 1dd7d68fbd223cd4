// npm leaves optional packages for other platforms out of package-lock.json when it could not look them up, and then
// `npm ci` refuses that lock file. `node tools/lock.ts --write` adds them: name, version and platform are known.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Entry = {
  version?: string
  license?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  resolved?: string
  optionalDependencies?: Record<string, string>
}
export type Lock = { packages: Record<string, Entry> }

const path = join(import.meta.dirname, '../package-lock.json')
const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32', 'aix']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

export function readLock(): Lock {
  return JSON.parse(readFileSync(path, 'utf8')) as Lock
}

/** The optional packages that the lock file speaks of but does not describe, with the description to add. */
export function missingEntries(lock: Lock): Record<string, Entry> {
  const missing: Record<string, Entry> = {}
  for (const [owner, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const nested = `${owner}/node_modules/${name}`
      if (lock.packages[nested] || lock.packages[`node_modules/${name}`]) continue
      missing[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), optional: true, ...platformIn(name) }
    }
  }
  return missing
}

function platformIn(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/)
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word))
  // Without a platform npm would try to install it: such a package is no other platform's and belongs to be looked up.
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`${name} is missing from the lock file: run npm install.`)
  return {
    os,
    cpu,
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    ...(words.includes('gnu') ? { libc: ['glibc'] } : {}),
  }
}

if (import.meta.main) {
  const lock = readLock()
  const missing = missingEntries(lock)
  if (process.argv.includes('--write')) {
    const sorted = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => (a < b ? -1 : 1))
    writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  }
  console.log(Object.keys(missing).join('\n') || 'complete')
}
