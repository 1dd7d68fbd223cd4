import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { mayFileDocuments } from '../../permissions.ts'
import { readingAfterUpload } from '../../sealing/upload-panel.tsx'
import { storeSealed } from '../../storing/store.ts'
import { archivesWhere, documentFor } from '../found.ts'
import type { DocumentAsked } from '../panels.ts'
import { documentPage, UPLOAD } from '../paths.ts'
import { UploadPage } from '../screens/upload.tsx'
import { words } from '../texts.ts'
import { acting, framed } from './common.ts'

const path = `/:organisation${UPLOAD}`
/** A form is read into memory before it is sealed; larger files go the way of the script. */
const MOST = 30_000_000

type Wish = { readonly archiv?: string | undefined; readonly unterlage?: string | undefined }

async function uploadPage(asked: DocumentAsked, wish: Wish, problems: Record<string, string> = {}): Promise<Reply> {
  const found = wish.unterlage ? await documentFor(asked.at, wish.unterlage, mayFileDocuments) : undefined
  const open = await archivesWhere(asked.at, mayFileDocuments)
  const archives = found ? open.filter(({ id }) => id === found.archive.id) : open
  const chosen = archives.find(({ id }) => id === wish.archiv)?.id
  const reading = await readingAfterUpload(asked, archives)
  return page(
    <UploadPage
      {...framed(
        asked,
        'documents/upload.js',
        'documents/camera.js',
        ...(reading ? ['documents/sealed-upload.js'] : []),
      )}
      reading={reading}
      archives={archives}
      chosen={chosen}
      document={found && { id: found.document.id, title: found.title }}
      worker={asked.asset('documents/seal-worker.js')}
      problems={problems}
    />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

async function* once(file: File): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(await file.arrayBuffer())
}

export const uploadRoutes: Route[] = [
  get(
    path,
    {
      ...acting,
      allows: ['pictures', 'camera'],
      input: z.object({ archiv: z.string().optional(), unterlage: z.string().optional() }),
    },
    (asked) => uploadPage(asked, asked.input),
  ),

  // the twin without script: the server seals, and the page says so
  post(
    path,
    {
      ...acting,
      maxBody: MOST + 100_000,
      input: z.object({
        archiv: uuidField(),
        unterlage: uuidField().optional(),
        datei: z.instanceof(File, { message: 'required' }).refine(({ size }) => size > 0, { message: 'required' }),
      }),
      again: (asked, problems) => {
        const t = words(asked.language).upload
        const said = { archiv: t.noArchive, datei: t.noFile, unterlage: t.noArchive } as Record<string, string>
        const told = Object.fromEntries(Object.keys(problems).map((name) => [name, said[name] ?? t.noFile]))
        return uploadPage(asked, asked.input, told)
      },
    },
    async (asked) => {
      const { at, input } = asked
      const { archiv, unterlage, datei } = input
      const found = unterlage ? await documentFor(at, unterlage, mayFileDocuments) : undefined
      const archive = (await archivesWhere(at, mayFileDocuments)).find(({ id }) => id === (found?.archive.id ?? archiv))
      if (!archive) throw refuse('documents.no-archive', 'not-found')
      if (archive.mode !== 'readable')
        return uploadPage(asked, input, { archiv: words(asked.language).upload.membersOnly })
      const filed = await storeSealed(at, {
        archiveId: archive.id,
        way: 'browser',
        name: datei.name,
        mediaType: datei.type,
        size: datei.size,
        content: once(datei),
        ...(found ? { documentId: found.document.id } : {}),
      })
      return see(`${asked.href(documentPage(filed.documentId))}?ok=abgelegt`)
    },
  ),
]
