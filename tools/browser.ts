// The browser for the tests; `tools/prepare.sh --with-browser` makes it ready.
//
// One browser for everybody: the package @sparticuz/chromium carries Chromium's headless shell with the few libraries
// and the font it needs, so that neither root nor a download beside npm is needed and pictures look the same on every
// machine. It is x86-64 only; elsewhere an installed Chromium is used.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** How to start the browser: its program, and what to add to its environment. */
export type BrowserProgram = { path: string; env: Record<string, string> }

const root = join(import.meta.dirname, '..')
// Inside node_modules: `npm ci` clears it together with the package it was unpacked from.
const home = join(root, 'node_modules/.browser')
const pack = join(root, 'node_modules/@sparticuz/chromium/bin')
const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The unpacked shell in `folder`. Its fonts come first; those of the machine only fill in missing characters. */
function shellIn(folder: string): BrowserProgram {
  return {
    path: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  }
}

const families = ['sans-serif', 'system-ui', 'Arial', 'Helvetica', 'Liberation Sans', 'DejaVu Sans']
const fontsConfig = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  ${families.map((family) => `<alias binding="same"><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`).join('\n  ')}
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`

function unpack(): void {
  const folder = mkdtempSync(`${home}-`)
  const read = (name: string) => brotliDecompressSync(readFileSync(join(pack, name)))
  for (const name of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    const tar = spawnSync('tar', ['-x', '--no-same-owner', '-C', folder], { input: read(name) })
    if (tar.status !== 0) throw new Error(`Could not unpack ${name}: ${String(tar.stderr)}`, { cause: tar.error })
  }
  writeFileSync(join(folder, 'chromium'), read('chromium.br'), { mode: 0o755 })
  writeFileSync(join(folder, 'fonts.conf'), fontsConfig(home))
  try {
    renameSync(folder, home)
  } catch (error) {
    rmSync(folder, { recursive: true }) // another process was faster: its folder holds the same
    if (!existsSync(join(home, 'chromium'))) throw error
  }
}

/** The browser to use, unpacked first if need be. CHROME_PATH names another one. Throws when there is none. */
export function browserProgram(): BrowserProgram {
  const chosen = process.env['CHROME_PATH']
  if (chosen) return { path: chosen, env: {} }
  if (process.platform === 'linux' && process.arch === 'x64') {
    if (!existsSync(join(home, 'chromium'))) unpack()
    return shellIn(home)
  }
  const path = installed.find((candidate) => existsSync(candidate))
  if (path) return { path, env: {} }
  throw new Error('The browser tests need Chromium on this machine: apt-get install chromium, or set CHROME_PATH.')
}
