import type { Language } from '#platform/text/language.ts'
import type { Html } from '#platform/ui/index.ts'
import type { DocumentAsked } from '../viewing/panels.ts'
import { partsOfPdf } from '../viewing/parts.ts'
import { sealingWords } from './texts.ts'

/** Addresses of the build with which a member's device reads documents: PDF.js, and the recognition of text. */
export const readingParts = ({ asset }: Pick<DocumentAsked, 'asset'>) => ({
  'data-worker': asset('documents/pdf-worker.js'),
  'data-parts': partsOfPdf(asset),
  'data-recogniser': JSON.stringify({
    worker: asset('ocr/worker.js'),
    core: asset('ocr/core.js'),
    languages: { deu: asset('ocr/deu.traineddata.gz'), eng: asset('ocr/eng.traineddata.gz') },
  }),
})

/** In a box of its own, which can be hidden: a button of KERN cannot. */
const Act = ({ name, children }: { readonly name: string; readonly children: string }): Html => (
  <div {...{ [`data-reading-${name}`]: '' }} hidden>
    <button type="button" class="kern-btn kern-btn--secondary btn-small">
      <span class="kern-label">{children}</span>
    </button>
  </div>
)

/** How far a device is with reading a document; shown while there is something to say (`browser/reading-state.ts`). */
export function ReadingState({ language, skip }: { readonly language: Language; readonly skip?: string }): Html {
  const w = sealingWords(language).unlock.words
  return (
    <div data-words-state="" hidden>
      <p class="small" role="status" data-reading-state="" />
      <progress data-reading-bar="" aria-label={w.bar} hidden />
      <Act name="skip">{skip ?? w.skip}</Act>
      <Act name="again">{w.again}</Act>
    </div>
  )
}
