import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseCheckpoint } from './checkpoint.ts'

/**
 * The checkpoints of one log in a file, or in all files of a folder: one per line as JSON, as our files hold them, or in
 * the middle of any text, as saved mails hold them (also quoted by `> `). Everything else is passed over.
 * @throws when the path cannot be read
 */
export async function* copiedNotes(path: string, origin: string): AsyncGenerator<string> {
  if (!(await stat(path)).isDirectory()) return yield* notesIn(path, origin)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isFile()) yield* notesIn(join(path, entry.name), origin)
  }
}

const NOTE_LINES = 5

async function* notesIn(path: string, origin: string): AsyncGenerator<string> {
  const last: string[] = []
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
    const plain = line.replace(/^(?:> ?)+/, '')
    last.push(plain)
    if (last.length > NOTE_LINES) last.shift()
    const note = jsonText(plain) ?? (plain.startsWith('\u2014 ') ? `${last.join('\n')}\n` : undefined)
    if (note !== undefined && parseCheckpoint(note)?.origin === origin) yield note
  }
}

function jsonText(line: string): string | undefined {
  if (!line.startsWith('"')) return undefined
  try {
    const text: unknown = JSON.parse(line)
    return typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}
