import { z } from 'zod'
import type { Scope } from '#platform/data/scope.ts'
import { filing } from '../../data.ts'
import { mayFileDocuments, mayReadDocuments } from '../../permissions.ts'
import type { DocumentAsked, Opens } from '../panels.ts'
import { DOCUMENTS } from '../paths.ts'

/** What the addresses of a document's page say beside the document. */
export const documentInput = z.object({
  /** Number of a version; the current one unless told. */
  fassung: z.coerce.number().int().min(1).optional().catch(undefined),
  seite: z.coerce.number().int().min(1).max(999_999).optional().catch(undefined),
  /** The small picture. */
  klein: z.string().optional(),
  /** What has just been done. */
  ok: z.string().optional(),
})
export type DocumentInput = { readonly input: z.output<typeof documentInput> }

/** Which bytes of a file are asked for, at most two megabytes at once. */
export const MOST_PIECE = 2 * 1024 ** 2
export const pieceInput = documentInput
  .extend({ von: z.coerce.number().int().min(0), bis: z.coerce.number().int().min(1) })
  .refine(({ von, bis }) => bis > von && bis - von <= MOST_PIECE, { path: ['bis'], message: 'unknown' })

/** An address below a document's page; only ids are documents, so that other pages can stand beside them. */
export const underDocument = (part = ''): string => `/:organisation${DOCUMENTS}/:document{[0-9a-f]+-[0-9a-f-]+}${part}`

// the archive stands in no address: at which place the right is asked, the document says
export const reading = {
  who: mayReadDocuments,
  purpose: filing,
  place: 'some',
  input: documentInput,
} as const
export const acting = { who: mayFileDocuments, purpose: filing, place: 'some' } as const

/** The same scope for what opens documents alone. */
export const filingOnly = (at: Scope<Opens>): Scope<typeof filing.name> => at as unknown as Scope<typeof filing.name>

export const framed = (asked: DocumentAsked, ...islands: string[]) => ({
  frame: asked.staffFrame(...islands),
  language: asked.language,
  zone: asked.at.organisation.zone,
  href: asked.href,
})
