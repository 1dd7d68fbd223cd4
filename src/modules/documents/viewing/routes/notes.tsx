import { uuidField } from '#platform/http/fields.ts'
import { post, type Reply, type Route, see } from '#platform/http/route.ts'
import { z } from 'zod'
import { whole } from '#platform/http/fields.ts'
import { refuse } from '#platform/errors/errors.ts'
import { mayFileDocuments } from '../../permissions.ts'
import { documentFor } from '../found.ts'
import { markForm, markFrom } from '../mark-form.ts'
import { addMark, mayMark, removeMark } from '../marks.ts'
import type { DocumentAsked } from '../panels.ts'
import { documentPage, parts } from '../paths.ts'
import type { Filled } from '../screens/notes.tsx'
import { acting, underDocument } from './common.ts'

/** Back to where the note was placed. */
const backTo = (asked: DocumentAsked, at: { id: string; number: number; page: number; ok: string }): Reply =>
  see(`${asked.href(documentPage(at.id))}?fassung=${at.number}&seite=${at.page}&ok=${at.ok}#notizen`)

/** @param shownWith the document's page again, with a form that was filled in */
export const noteRoutes = (shownWith: (asked: DocumentAsked, filled: Filled) => Promise<Reply>): Route[] => [
  post(
    underDocument(parts.marks),
    { ...acting, input: markForm, again: (asked, problems) => shownWith(asked, { raw: asked.input, problems }) },
    async (asked) => {
      const { at, input } = asked
      const shown = await documentFor(at, asked.params['document'], mayFileDocuments, input.fassung)
      if (!mayMark(shown)) throw refuse('documents.sealed-for-members', 'conflict')
      await addMark(at, shown, markFrom(input))
      return backTo(asked, { id: shown.document.id, number: input.fassung, page: input.page, ok: 'notiz' })
    },
  ),

  post(
    underDocument(`${parts.marks}/:mark/entfernen`),
    { ...acting, input: z.object({ fassung: whole(1, 1_000_000) }) },
    async (asked) => {
      const shown = await documentFor(asked.at, asked.params['document'], mayFileDocuments, asked.input.fassung)
      const id = uuidField().safeParse(asked.params['mark'])
      if (!id.success) throw refuse('documents.unknown-mark', 'not-found')
      await removeMark(asked.at, shown, id.data)
      return backTo(asked, { id: shown.document.id, number: asked.input.fassung, page: 1, ok: 'entfernt' })
    },
  ),
]
