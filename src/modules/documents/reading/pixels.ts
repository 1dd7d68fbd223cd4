import { createTurns } from '#platform/http/turns.ts'
import { limits } from './limits.ts'
import { borrowReader, returnReader } from './readers.ts'
import { ReadTrouble } from './read-file.ts'
import { SandboxEnded } from './sandbox/process.ts'
import type { Pixels } from './worker/picture.ts'
import type { Asked, Told } from './worker/protocol.ts'

export type { Pixels } from './worker/picture.ts'

type Work<T> = (pixelsOf: (png: Uint8Array) => Promise<Pixels>) => Promise<T>

/** Each of them is a process. */
const inTurn = createTurns({ atOnce: 2 })

/**
 * Decodes pictures of pages where files are read, one after the other. They were drawn there, from files of strangers: whoever
 * had taken that process over would find a decoder in this one otherwise (decision 0023).
 * @param room the organisation whose documents they are
 * @param work is given what decodes a PNG: RGBA, row by row
 * @throws ReadTrouble; Refusal platform.crowded
 */
export function withPixels<T>(room: string, work: Work<T>): Promise<T> {
  return inTurn(() => decoding(room, work))
}

async function decoding<T>(room: string, work: Work<T>): Promise<T> {
  const reader = borrowReader(room)
  let fine = false
  try {
    const done = await work(async (png) => {
      await reader.send({ ask: 'pixels', png } satisfies Asked)
      return checked((await reader.next()) as Told)
    })
    fine = true
    return done
  } catch (error) {
    if (error instanceof SandboxEnded) throw new ReadTrouble(error.reason, { cause: error })
    throw error
  } finally {
    returnReader(reader, fine)
  }
}

/** What the process says is believed as far as it can be true. */
function checked(told: Told): Pixels {
  if (told.tell === 'trouble') throw new ReadTrouble(told.problem)
  if (told.tell !== 'pixels') throw new ReadTrouble('damaged')
  const { raw, width, height, channels } = told.pixels
  const sizes = [width, height].every((size) => Number.isSafeInteger(size) && size > 0)
  if (!sizes || width * height > limits.pagePixels || channels !== 4 || raw.length !== width * height * 4)
    throw new ReadTrouble('damaged')
  return told.pixels
}
