import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, ticked, typed, uuidField, whole } from '#platform/http/fields.ts'
import { type Asked, file, get, page, post, type Problems, type Reply, type Route, see } from '#platform/http/route.ts'
import { base64url, fromBase64url, streamOf } from '#platform/sealing/bytes.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { readManifest } from '#platform/sealing/manifest.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { filing } from '../../data.ts'
import { mayFileDocuments, mayLockDocuments } from '../../permissions.ts'
import { openVersion } from '../../storing/lease.ts'
import { refuseOthers } from '../../sealing/sealed-words.ts'
import { mayIn } from '../../viewing/found.ts'
import { redactionsOf } from '../../viewing/redaction/copy.ts'
import {
  countFetch,
  endShare,
  keepSealedShare,
  linked,
  type LinkedVersion,
  shareAddress,
  shareDocument,
} from '../actions/shares.ts'
import { workOf } from '../paths.ts'
import { SharedPage } from '../screens/shared.tsx'
import { openByLink, secretIn } from '../sharing.ts'
import { documentBase, documentOf } from './documents.ts'

type Mine = Asked<(typeof filing)['opens'][number], unknown>
const filed = { who: mayFileDocuments, purpose: filing, place: 'some' } as const
const anyone = { who: 'anyone', purpose: filing } as const
const SHARED = '/:organisation/freigabe/:token{[\\w-]+}'
const SHORTEST_PASSWORD = 8

const anyWish = {
  version: whole(1, 1_000_000),
  until: dateField(),
  most: z.union([z.literal('').transform(() => undefined), whole(1, 10_000)]).optional(),
  label: typed({ max: 120 }),
}
const wish = z.object({
  ...anyWish,
  password: z
    .string()
    .max(200)
    .default('')
    .refine((text) => text === '' || [...text].length >= SHORTEST_PASSWORD, { message: 'short' }),
})
const bytesOf = (form: RegExp) => z.string().regex(form).transform(fromBase64url)
/** A link that a member's device made: its key of 32 bytes wrapped, the salt, and that there is a password. */
const sealedWish = z.object({
  ...anyWish,
  share: uuidField(),
  salt: bytesOf(/^[\w-]{22}$/),
  wrapped: bytesOf(/^[\w-]{100,400}$/),
  password: ticked(),
})

/** What the script of the page needs to open the file; without the key in the link it opens nothing. */
function forScript(asked: Mine, { share, wrapped, version }: LinkedVersion) {
  const { details, codec, plainLength, mediaType } = readManifest(version.manifest)
  return {
    organisationId: asked.at.organisation.id,
    shareId: share.id,
    salt: base64url(share.salt),
    wrapped: base64url(wrapped),
    hasPassword: share.has_password,
    documentId: version.document_id,
    version: version.number,
    codec,
    plainLength,
    mediaType,
    details,
    from: asked.href(`/freigabe/${asked.params['token']}/datei`),
  }
}

/** Whether no server may open it, not even for who sends the key. */
const isSealed = ({ version }: LinkedVersion): boolean => version.file.sealed?.toMembers !== undefined

async function sharedPage(asked: Mine, problem?: 'key' | 'password'): Promise<Reply> {
  const found = await linked(asked.at, asked.params['token'] ?? '')
  const body = (
    <SharedPage
      frame={asked.publicFrame('documents/share.js')}
      language={asked.language}
      zone={asked.at.organisation.zone}
      organisation={asked.at.organisation.name}
      share={found.share}
      size={found.version.size}
      mediaType={found.version.media_type}
      action={asked.href(`/freigabe/${asked.params['token']}/oeffnen`)}
      script={forScript(asked, found)}
      isSealed={isSealed(found)}
      problem={problem}
    />
  )
  return page(body, problem ? 422 : 200)
}

/** The server opens it for a browser without script, which cannot. The key was sent to it then, and is forgotten at once. */
async function opensBy(asked: Mine, { share, wrapped }: LinkedVersion, given: { key: string; password: string }) {
  const secret = secretIn(given.key)
  if (!secret) return 'key'
  const about = { organisationId: asked.at.organisation.id, shareId: share.id, salt: share.salt }
  try {
    const key = await openByLink(wrapped, secret, about, share.has_password ? given.password : '', engine)
    key.fill(0)
    return undefined
  } catch (error) {
    if (error instanceof SealingProblem) return share.has_password ? 'password' : 'key'
    throw error
  }
}

const given = z.object({ key: z.string().max(2_000).default(''), password: z.string().max(200).default('') })

/** Links to documents: made and ended by staff, used by whoever has one. */
export const shareRoutes: Route[] = [
  post(
    `${documentBase}/teilen`,
    { ...filed, input: wish, again: async (_, problems) => refused(problems) },
    async (asked) => {
      const { id, archive_id } = await documentOf(asked, mayFileDocuments)
      const hidden = await redactionsOf(asked.at, id, asked.input.version)
      if (hidden.length > 0 && !mayIn(asked.at.actor, mayLockDocuments, archive_id))
        throw refuse('documents.redacted', 'forbidden')
      await shareDocument(asked.at, { documentId: id, ...asked.input })
      return see(`${asked.href(workOf(id))}#shares`)
    },
  ),
  post(
    `${documentBase}/verschlossen-teilen`,
    { ...filed, input: sealedWish, again: async (_, problems) => refused(problems) },
    async (asked) => {
      const { id, archive_id } = await documentOf(asked, mayFileDocuments)
      await refuseOthers(asked.at, archive_id)
      const { password: hasPassword, ...given } = asked.input
      const share = await keepSealedShare(asked.at, { documentId: id, hasPassword, ...given })
      const address = asked.absolute(await shareAddress(asked.at, share))
      return file(JSON.stringify({ address }), 'application/json')
    },
  ),
  post(`${documentBase}/link-beenden`, { ...filed, input: z.object({ share: uuidField() }) }, async (asked) => {
    const { id } = await documentOf(asked, mayFileDocuments)
    await endShare(asked.at, id, asked.input.share)
    return see(`${asked.href(workOf(id))}#shares`)
  }),

  get(SHARED, anyone, (asked) => sharedPage(asked)),

  // sealed as it lies in the store: the browser opens it by the key in the link, which never came here
  post(`${SHARED}/datei`, anyone, async (asked) => {
    const { share, version } = await linked(asked.at, asked.params['token'] ?? '')
    await countFetch(asked.at, share)
    const sealed = await asked.at.house.blobs.get(asked.at.organisation.id, version.file)
    return file(streamOf(sealed), 'application/octet-stream', { cache: 'private, no-store' })
  }),

  post(`${SHARED}/oeffnen`, { ...anyone, rate: 'sign-in', costly: true, input: given }, async (asked) => {
    const found = await linked(asked.at, asked.params['token'] ?? '')
    if (isSealed(found)) throw refuse('documents.browser-only', 'conflict')
    const problem = await opensBy(asked, found, asked.input)
    if (problem) return sharedPage(asked, problem)
    await countFetch(asked.at, found.share)
    const opened = await openVersion(asked.at, { versionId: found.version.id, purpose: 'download' })
    const about = { cache: 'private, no-store', name: opened.fileName }
    return file(streamOf(opened.content), 'application/octet-stream', about)
  }),
]

function refused(problems: Problems): never {
  if (problems['password']) throw refuse('documents.share-password', 'invalid', { least: SHORTEST_PASSWORD })
  if (problems['until']) throw refuse('documents.share-until', 'invalid')
  throw refuse('platform.invalid-input', 'invalid', { field: Object.keys(problems)[0] ?? '' })
}
