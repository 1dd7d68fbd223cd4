// German texts of Debian's packages (tools/german.sh): short texts of fortunes-de, paragraphs of the Debian handbook.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const home = join(import.meta.dirname, '../../node_modules/.german/usr/share')

/** Whether the packages were brought; tests without them say so and do less. */
export const germanIsHere = (folder = home): boolean => existsSync(join(folder, 'dict/ngerman'))

/** All texts, each once, in the same order on every machine. */
export function germanTexts(folder = home): string[] {
  const short = globSync(`${folder}/games/fortunes/de/**/*`, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .flatMap((file) => readFileSync(file, 'utf8').split(/^%$/m))
  const book = globSync(`${folder}/doc/debian-handbook/html/de-DE/*.html`)
    .toSorted((one, other) => (one < other ? -1 : 1))
    .flatMap((file) => readFileSync(file, 'utf8').match(/<p>[\s\S]*?<\/p>|<div class="para">[\s\S]*?<\/div>/g) ?? [])
    .map((part) => part.replaceAll(/<[^>]+>/g, '').replaceAll(/&[a-z#0-9]+;/g, ' '))
  return [...new Set([...short, ...book].map((text) => text.trim()).filter((text) => text.length > 20))]
}

/** German texts that the project brings itself, for machines without the packages: what its notice tells people. */
export const ownTexts = (): string[] => [
  ...new Set(
    readFileSync(join(import.meta.dirname, '../../docs/privacy/notice.de.md'), 'utf8')
      .split(/\n+|\|/)
      .map((text) => text.trim())
      .filter((text) => text.length > 20),
  ),
]

/** The words of the dictionary, in lower case. */
export const germanWords = (folder = home): string[] => [
  ...new Set(readFileSync(join(folder, 'dict/ngerman'), 'utf8').toLowerCase().split('\n').filter(Boolean)),
]

/** Numbers between 0 and 1 that come again in the same order: a bench repeats itself. */
export function dice(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff
}

/** As many documents as wanted, each of one to four of the texts. */
export function germanDocuments(count: number, texts: readonly string[], random = dice(12_345)): string[] {
  const some = () => texts[Math.floor(random() * texts.length)] ?? ''
  return Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor(random() * 4) }, some).join('\n'))
}
