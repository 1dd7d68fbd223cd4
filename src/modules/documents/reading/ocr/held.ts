import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Where the machine keeps files in its memory (Linux). */
export const MEMORY = '/dev/shm'
const NAMELESS = constants.O_RDWR | constants.O_DIRECTORY | 0o20000000 // O_TMPFILE, open(2)

/**
 * Puts bytes into a file in memory that never has a name: nobody else finds it, and it is gone with the last process that
 * holds it, also after a kill -9.
 * @returns undefined where the machine has no such place, or no room in it
 */
export async function heldInMemory(pieces: readonly Uint8Array[], memory: string): Promise<FileHandle | undefined> {
  const file = await open(memory, NAMELESS, 0o600).catch(() => undefined)
  if (!file) return undefined
  try {
    for (const piece of pieces) await file.writeFile(piece)
    return file
  } catch {
    await file.close()
    return undefined
  }
}
