// Writes the files of an export into ZIP files on this device, in bounded memory. Runs in browsers.
import { makeZip } from 'client-zip'
import type { TakenFile } from './take-along.ts'

/** Where the ZIP goes. */
export type Target = {
  /** Bytes of a ZIP file at most, beyond which another one begins. */
  readonly most: number
  /** @param number counts from 1 @throws when it cannot be written; nothing half is left then */
  write(number: number, zip: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void>
}

type Picks = { showSaveFilePicker?: (wish: object) => Promise<FileSystemFileHandle> }

/** So much is gathered before it is handed to the browser, which keeps it outside of this page's memory. */
const [PIECE, PART] = [4 * 1024 ** 2, 256 * 1024 ** 2]

/**
 * A file that the member chooses, where the browser can write into one; else ZIP files that it saves one by one.
 * @throws DOMException AbortError when the member chooses none
 */
export async function targetFor(name: string): Promise<Target> {
  const { showSaveFilePicker } = globalThis as Picks
  if (!showSaveFilePicker) return { most: PART, write: (number, zip) => saved(zip, `${name}-${number}.zip`) }
  const types = [{ accept: { 'application/zip': ['.zip'] } }]
  const chosen = await showSaveFilePicker({ suggestedName: `${name}.zip`, types })
  return {
    most: Infinity,
    // what is written takes the file's place only when all of it is there
    write: async (_, zip, signal) => zip.pipeTo(await chosen.createWritable(), { signal }),
  }
}

export const writesIntoFile = (): boolean => 'showSaveFilePicker' in globalThis

async function saved(zip: ReadableStream<Uint8Array>, name: string): Promise<void> {
  const parts: Blob[] = []
  let gathered: BlobPart[] = []
  let size = 0
  const reader = zip.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    gathered.push(next.value as BlobPart)
    size += next.value.length
    if (size < PIECE) continue
    parts.push(new Blob(gathered))
    gathered = []
    size = 0
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([...parts, ...gathered], { type: 'application/zip' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Packs all files. @returns how many ZIP files it made */
export async function written(
  files: AsyncGenerator<TakenFile>,
  target: Target,
  { signal, at }: { readonly signal: AbortSignal; readonly at: Date },
): Promise<number> {
  let waiting: TakenFile | undefined
  let isDone = false
  const next = async (): Promise<TakenFile | undefined> => {
    signal.throwIfAborted()
    const one = waiting ?? (await files.next()).value
    waiting = undefined
    isDone = one === undefined
    return one ?? undefined
  }
  async function* some() {
    let size = 0
    for (let one = await next(); one; one = await next()) {
      if (size > 0 && size + one.size > target.most) {
        waiting = one
        return
      }
      size += one.size
      yield { name: one.name, lastModified: at, input: one.input }
    }
  }
  let number = 0
  try {
    while (!isDone) await target.write(++number, makeZip(some()), signal)
  } finally {
    await files.return(undefined)
  }
  return number
}
