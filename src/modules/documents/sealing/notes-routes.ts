import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField, whole } from '#platform/http/fields.ts'
import { file, post, type Route } from '#platform/http/route.ts'
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { mayFileDocuments } from '../permissions.ts'
import { documentFor } from '../viewing/found.ts'
import { acting, underDocument } from '../viewing/routes/common.ts'
import { SEALED_NOTES } from './paths.ts'
import { keepNote, mayNoteSealed, takeNote } from './sealed-notes.ts'

const version = whole(1, 1_000_000)
/** A note has at most 2,000 letters. */
const box = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]{64,}$/)
  .transform(fromBase64url)

/** Notes that members' devices seal; the page's script sends them and shows them. */
export const sealedNotesRoutes: readonly Route[] = [
  post(
    underDocument(SEALED_NOTES),
    { ...acting, input: z.object({ id: uuidField(), fassung: version, box }) },
    async ({ at, params, input }) => {
      const shown = await documentFor(at, params['document'], mayFileDocuments, input.fassung)
      if (!mayNoteSealed(shown)) throw refuse('documents.unknown', 'not-found')
      await keepNote(at, shown, input)
      return file('{}', 'application/json')
    },
  ),
  post(
    underDocument(`${SEALED_NOTES}/:mark/entfernen`),
    { ...acting, input: z.object({ fassung: version }) },
    async ({ at, params, input }) => {
      const shown = await documentFor(at, params['document'], mayFileDocuments, input.fassung)
      const id = uuidField().safeParse(params['mark'])
      if (!id.success || !mayNoteSealed(shown)) throw refuse('documents.unknown-mark', 'not-found')
      await takeNote(at, shown, id.data)
      return file('{}', 'application/json')
    },
  ),
]
