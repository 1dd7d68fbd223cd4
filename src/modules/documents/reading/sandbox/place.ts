import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// Where the program lies: as sources in a work tree, or built into few files. Packages lie in `node_modules` in both.
export const fromSource = import.meta.url.endsWith('.ts')

const found = createRequire(import.meta.url).resolve('pdfkit')
const marker = '/node_modules/'
/** The folder of the packages. */
export const packages = found.slice(0, found.lastIndexOf(marker) + marker.length - 1)
/** The folder above it, where sources begin. */
export const root = dirname(packages)

/** The program of a process that reads. */
export const entryOf = (name: 'main' | 'ocr'): string =>
  fromSource ? join(import.meta.dirname, '../worker', `${name}.ts`) : join(import.meta.dirname, `reader-${name}.js`)

/** What such a process may read: the program and its packages, nothing else. */
export const readable: readonly string[] = [
  `${fromSource ? join(root, 'src') : import.meta.dirname}/`,
  `${packages}/`,
  join(root, 'package.json'),
]
