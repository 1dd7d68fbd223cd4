import { z } from 'zod'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import {
  type Asked,
  get,
  page,
  post,
  type Problems,
  type Raw,
  type Reply,
  type Route,
  see,
} from '#platform/http/route.ts'
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { filing } from '../data.ts'
import { mayReadDocuments, maySetUpDocuments } from '../permissions.ts'
import { fingerprintOf } from './browser/member-keys.ts'
import {
  addToArchive,
  createSealedArchive,
  keepOwnKey,
  keyedMembers,
  ownKey,
  removeFromArchive,
  sealedArchives,
} from './members.ts'
import { MemberKeyPage } from './member-key-screen.tsx'
import { type ArchivesProps, SealedArchivesPage } from './archives-screen.tsx'
import { MEMBER_KEY, SEALED_ARCHIVES } from './paths.ts'

type Opens = (typeof filing)['opens'][number]
type Here = Asked<Opens, Record<string, unknown>>

/** Bytes that our own island wrote; anything else was made by somebody else. */
const bytesOf = (least: number, most = least) =>
  z.string().transform((text, context) => {
    try {
      const bytes = fromBase64url(text)
      if (bytes.length >= least && bytes.length <= most) return bytes
    } catch {
      // said below
    }
    context.addIssue({ code: 'custom', message: 'not-made-here' })
    return z.NEVER
  })
const SEALED_KEY = 56 + 32 + 16
const SHARE = 65 + 32 + 16
const keyForm = z.object({
  publicKey: bytesOf(65),
  privateKey: bytesOf(SEALED_KEY),
  salt: bytesOf(16),
  rounds: z.coerce.number().int().min(100_000).max(10_000_000),
})
const shareForm = z.object({ memberId: uuidField(), box: bytesOf(SHARE) })

const reading = { who: mayReadDocuments, purpose: filing, place: 'some' } as const
const settingUp = { who: maySetUpDocuments, purpose: filing } as const
const notOurs = () => refuse('documents.not-made-here', 'invalid')

const common = (asked: Here, ...islands: string[]) => ({
  frame: asked.staffFrame(...islands),
  language: asked.language,
  zone: asked.at.organisation.zone,
  href: asked.href,
  organisation: asked.at.organisation.id,
  member: asked.at.actor.kind === 'member' ? asked.at.actor.id : '',
})

type Shown = { entered?: Raw; problems?: Problems; done?: ArchivesProps['done'] }

async function archivesPage(asked: Here, { entered = {}, problems = {}, done }: Shown): Promise<Reply> {
  const props = {
    ...common(asked, 'documents/sealed-archives.js'),
    own: await ownKey(asked.at),
    members: await keyedMembers(asked.at),
    archives: await sealedArchives(asked.at),
  }
  const status = Object.keys(problems).length > 0 ? 422 : 200
  return page(<SealedArchivesPage {...props} entered={entered} problems={problems} done={done} />, status)
}

const list = `/:organisation${SEALED_ARCHIVES}`
const idIn = (given: string | undefined): string => {
  const id = uuidField().safeParse(given)
  if (!id.success) throw refuse('documents.no-archive', 'not-found')
  return id.data
}

/** Members' own keys, and the archives that only their devices open. */
export const memberRoutes: readonly Route[] = [
  get(
    `/:organisation${MEMBER_KEY}`,
    { ...reading, input: z.object({ stand: z.enum(['hinterlegt']).optional().catch(undefined) }) },
    async (asked) => {
      const own = await ownKey(asked.at)
      const archives = (await sealedArchives(asked.at)).filter(({ ownShare }) => ownShare)
      const fingerprint = own ? await fingerprintOf(own.public_key) : ''
      const props = { ...common(asked, 'documents/member-key.js'), own, fingerprint, archives, done: asked.input.stand }
      return page(<MemberKeyPage {...props} />)
    },
  ),
  post(
    `/:organisation${MEMBER_KEY}`,
    { ...reading, input: keyForm, again: () => Promise.reject(notOurs()) },
    async (asked) => {
      await keepOwnKey(asked.at, asked.input)
      return see(asked.href(`${MEMBER_KEY}?stand=hinterlegt`))
    },
  ),

  get(
    list,
    {
      ...settingUp,
      input: z.object({ stand: z.enum(['angelegt', 'aufgenommen', 'entfernt']).optional().catch(undefined) }),
    },
    (asked) => archivesPage(asked, { done: asked.input.stand }),
  ),
  post(
    list,
    {
      ...settingUp,
      input: z.object({
        name: typed({ max: 120, required: true }),
        publicKey: z.string(),
        shares: z.string().max(100_000),
      }),
      again: (asked, problems) => archivesPage(asked, { entered: asked.input, problems }),
    },
    async (asked) => {
      const { name } = asked.input
      const made = z
        .object({ publicKey: bytesOf(65), shares: z.array(shareForm).min(1).max(500) })
        .safeParse({ publicKey: asked.input.publicKey, shares: parsed(asked.input.shares) })
      if (!made.success) throw notOurs()
      try {
        await createSealedArchive(asked.at, { name, ...made.data })
      } catch (error) {
        if (!isRefusal(error, 'documents.name-taken')) throw error
        return archivesPage(asked, { entered: { name }, problems: { name: 'taken' } })
      }
      return see(asked.href(`${SEALED_ARCHIVES}?stand=angelegt`))
    },
  ),
  post(
    `${list}/:archive/mitglieder`,
    { ...settingUp, input: shareForm, again: () => Promise.reject(notOurs()) },
    async (asked) => {
      await addToArchive(asked.at, idIn(asked.params['archive']), asked.input)
      return see(asked.href(`${SEALED_ARCHIVES}?stand=aufgenommen`))
    },
  ),
  post(`${list}/:archive/mitglieder/:member/entfernen`, settingUp, async (asked) => {
    await removeFromArchive(asked.at, idIn(asked.params['archive']), idIn(asked.params['member']))
    return see(asked.href(`${SEALED_ARCHIVES}?stand=entfernt`))
  }),
]

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
