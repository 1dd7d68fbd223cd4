import { hash } from 'node:crypto'
import { createRequire } from 'node:module'

/** The first eight bytes of each password's SHA-1, sorted: 49,000 passwords in 400 kB instead of several megabytes. */
let marks: BigUint64Array | undefined

const markOf = (password: string): bigint => hash('sha1', password, 'buffer').readBigUInt64BE(0)

/** Reads the list that came with the program once; its texts are let go again, as only the marks are needed. */
function read(): BigUint64Array {
  const require = createRequire(import.meta.url)
  const before = new Set(Object.keys(require.cache))
  const { dictionary } = require('@zxcvbn-ts/language-common') as {
    dictionary: Readonly<Record<string, readonly string[]>>
  }
  const list = dictionary['passwords-common']
  if (!list || list.length < 10_000) throw new Error('the list of common passwords is not where its package had it')
  const made = BigUint64Array.from(list, markOf).sort()
  for (const path of Object.keys(require.cache)) if (!before.has(path)) delete require.cache[path]
  return made
}

/** Whether this, in lower case, is one of the 49,000 passwords that are tried first. */
export function isCommon(password: string): boolean {
  marks ??= read()
  const wanted = markOf(password)
  let [from, to] = [0, marks.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((marks[middle] ?? 0n) < wanted) from = middle + 1
    else to = middle
  }
  return marks[from] === wanted
}
