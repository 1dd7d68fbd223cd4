import { availableParallelism } from 'node:os'
import { createTurns } from '#platform/http/turns.ts'
import { languageOf } from '../language.ts'
import { programs } from '../sandbox/programs.ts'
import type { Scan } from '../worker/parts.ts'
import { type Bitmap, quarterTurned } from './bitmap.ts'
import { type Recognised, recognisedOf } from './lines.ts'
import { byTesseract, orientationOf } from './native.ts'
import { byScript } from './scripted.ts'

/** How many pages are recognised at once, in the whole program: one a core. */
export const AT_ONCE = Math.max(1, availableParallelism())

/** Waits for a core, so that many scans at once are not slower together than one after the other. */
const onACore = createTurns({ atOnce: AT_ONCE, most: Infinity })

const DOUBTFUL = 0.55
const FEW_WORDS = 5

/** What recognising the pages of one file has shown of its language. */
export type Hearing = { language: 'deu' | 'eng' | undefined }

/**
 * Recognises a page: in German until its words say otherwise, then in English; a page that reads badly is looked at for
 * lying on its side.
 * @throws SandboxEnded when it takes longer than two minutes
 */
export function recognise(scan: Scan, hearing: Hearing): Promise<Recognised> {
  return onACore(async () => {
    const { tesseract } = programs()
    const read = tesseract ? byTesseract(tesseract) : byScript
    const bitmap: Bitmap = { raw: scan.raw, ...scan.size, dpi: scan.dpi }
    const { shift, angle, before } = scan
    const frame = { ...scan.size, quarters: 0, shift, angle, before } as const
    const first = hearing.language ?? 'deu'
    let best = recognisedOf(await read(bitmap, first), frame)
    if (tesseract && (best.confidence < DOUBTFUL || best.words.length < FEW_WORDS)) {
      const quarters = await orientationOf(tesseract, bitmap)
      if (quarters !== 0) {
        const upright = quarterTurned(bitmap, quarters)
        const { width, height } = upright
        const turned = recognisedOf(await read(upright, first), { ...frame, width, height, quarters })
        if (turned.confidence > best.confidence) best = turned
      }
    }
    if (hearing.language === undefined) {
      const heard = languageOf(best.text)
      if (heard !== null) hearing.language = heard === 'en' ? 'eng' : 'deu'
      if (heard === 'en') {
        const again = recognisedOf(await read(bitmap, 'eng'), frame)
        if (again.confidence >= best.confidence) best = again
      }
    }
    return best
  })
}
