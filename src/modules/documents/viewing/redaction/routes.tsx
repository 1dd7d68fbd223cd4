import { refuse } from '#platform/errors/errors.ts'
import { post, type Reply, type Route, see } from '#platform/http/route.ts'
import { mayFileDocuments } from '../../permissions.ts'
import { storeSealed } from '../../storing/store.ts'
import { noteAct } from '../../working/audit.ts'
import { documentFor, mayIn } from '../found.ts'
import { addMark, mayMark } from '../marks.ts'
import type { DocumentAsked } from '../panels.ts'
import { documentPage, parts } from '../paths.ts'
import { acting, filingOnly, underDocument } from '../routes/common.ts'
import type { Filled } from '../screens/notes.tsx'
import { redactedCopy, redactionsOf } from './copy.ts'
import { copyForm, redactionForm, redactionFrom } from './form.ts'

/** @param shownWith the document's page again, with a form that was filled in */
export const redactionRoutes = (shownWith: (asked: DocumentAsked, filled: Filled) => Promise<Reply>): Route[] => [
  post(
    underDocument(parts.redactions),
    {
      ...acting,
      input: redactionForm,
      again: (asked, problems) => shownWith(asked, { raw: asked.input, problems, form: 'redaction' }),
    },
    async (asked) => {
      const { at, input } = asked
      const shown = await documentFor(at, asked.params['document'], mayFileDocuments, input.fassung)
      if (!mayMark(shown)) throw refuse('documents.sealed-for-members', 'conflict')
      await addMark(at, shown, redactionFrom(input))
      const page = asked.href(documentPage(shown.document.id))
      return see(`${page}?fassung=${input.fassung}&seite=${input.page}&ok=geschwaerzt#schwaerzungen`)
    },
  ),

  post(
    underDocument(parts.redactedCopy),
    {
      ...acting,
      input: copyForm,
      costly: true,
      again: (asked, problems) => shownWith(asked, { raw: asked.input, problems, form: 'copy' }),
    },
    async (asked) => {
      const { at, input } = asked
      const shown = await documentFor(at, asked.params['document'], mayFileDocuments, input.fassung)
      const { document, version } = shown
      if (!mayMark(shown)) throw refuse('documents.sealed-for-members', 'conflict')
      if (!mayIn(at.actor, mayFileDocuments, input.archive)) throw refuse('documents.no-archive', 'not-found')
      const bytes = await redactedCopy(filingOnly(at), version, await redactionsOf(at, document.id, version.number))
      const made = await storeSealed(at, {
        archiveId: input.archive,
        way: 'import',
        // the file's own name may say what is blackened
        name: `${input.title}.pdf`,
        title: input.title,
        content: once(bytes),
        size: bytes.length,
        mediaType: 'application/pdf',
        holder: document.holder_id,
      })
      await noteAct(at, document.id, 'document.redacted-copy', { copy: made.documentId, version: version.number })
      return see(`${asked.href(documentPage(made.documentId))}?ok=abgelegt`)
    },
  ),
]

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
