import { z } from 'zod'
import type { House, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { mayAt } from '#platform/http/permission.ts'
import { type Asked, get, page, post, type Route, see } from '#platform/http/route.ts'
import { filing } from '../data.ts'
import { mayFileDocuments } from '../permissions.ts'
import { accessOf, MOST_SHOWN, takeChosen, waitingIn } from './choose.ts'
import { paths } from './paths.ts'
import { readableArchives } from './routes.tsx'
import { ChoosePage, FoldersPage } from './screens/choose.tsx'
import { foldersOf, folderWith, type FolderSetUp, mailboxesOf } from './set-up.ts'

export type ChoosingGiven = {
  readonly house: () => House
  readonly inside: boolean
  readonly failed: (error: unknown) => void
}

const rules = { who: mayFileDocuments, purpose: filing } as const
const count = z.coerce.number().int().min(0).max(100_000).optional().catch(undefined)
const outcome = z.object({ neu: count, schon: count, abgelehnt: count, gescheitert: count })
const one = z.string().regex(/^\d{1,10}$/)
const chosen = z.object({
  zaehlung: z.string().regex(/^\d{1,20}$/),
  mail: z.union([one.transform((uid) => [uid]), z.array(one).max(MOST_SHOWN)]).optional(),
  alle: z
    .string()
    .regex(/^\d{1,10}(,\d{1,10}){0,99}$/)
    .optional(),
})

/** The pages on which mails are taken over by hand. */
export function choosingRoutes({ house, inside, failed }: ChoosingGiven): readonly Route[] {
  const namesOf = async (at: Scope<string>) =>
    new Map((await readableArchives(at)).map(({ value, label }) => [value, label]))

  /** The folder of the address, which files into the archive of the address: for that one the right was asked. */
  const folderOf = async (asked: Asked<string, unknown>): Promise<FolderSetUp> => {
    const [id, archive] = [uuidField().safeParse(asked.params['folder']), asked.params['archive']]
    if (!id.success) throw refuse('documents.no-such-mailbox', 'not-found')
    const folder = await folderWith(asked.at, id.data)
    if (folder.archive_id !== archive) throw refuse('documents.no-such-mailbox', 'not-found')
    return folder
  }

  return [
    get(`/:organisation${paths.choose}`, { ...rules, place: 'some' }, async (asked) => {
      const { at } = asked
      const { actor } = at
      const [names, mailboxes, folders] = [await namesOf(at), await mailboxesOf(at), await foldersOf(at)]
      const may = (archive: string) => actor.kind === 'member' && mayAt(actor, mayFileDocuments, archive)
      return page(
        <FoldersPage
          frame={asked.staffFrame()}
          language={asked.language}
          href={asked.href}
          folders={folders
            .filter((folder) => names.has(folder.archive_id) && may(folder.archive_id))
            .map((folder) => ({
              ...folder,
              mailbox: mailboxes.find(({ id }) => id === folder.mailbox_id)?.name ?? '',
              archive: names.get(folder.archive_id) ?? '',
            }))}
        />,
      )
    }),

    get(
      `/:organisation${paths.chooseFrom(':archive', ':folder')}`,
      { ...rules, place: 'archive', input: outcome },
      async (asked) => {
        const { at, input } = asked
        const folder = await folderOf(asked)
        return page(
          <ChoosePage
            frame={asked.staffFrame()}
            language={asked.language}
            zone={at.organisation.zone}
            href={asked.href}
            folder={folder}
            archive={(await namesOf(at)).get(folder.archive_id) ?? ''}
            shown={await waitingIn(await accessOf(at, folder, inside), folder)}
            sitting={{
              taken: input.neu ?? 0,
              known: input.schon ?? 0,
              refused: input.abgelehnt ?? 0,
              failed: input.gescheitert ?? 0,
            }}
          />,
        )
      },
    ),

    post(
      `/:organisation${paths.chooseFrom(':archive', ':folder')}`,
      { ...rules, place: 'archive', input: chosen },
      async (asked) => {
        const { at, input } = asked
        const folder = await folderOf(asked)
        const uids = (input.alle?.split(',') ?? input.mail ?? []).map(Number)
        const sitting = await takeChosen(
          { house: house(), organisation: at.organisation, actor: at.actor, failed },
          await accessOf(at, folder, inside),
          folder,
          { validity: input.zaehlung, uids },
        )
        const told = new URLSearchParams({
          neu: String(sitting.taken),
          schon: String(sitting.known),
          abgelehnt: String(sitting.refused),
          gescheitert: String(sitting.failed),
        })
        return see(`${asked.href(paths.chooseFrom(folder.archive_id, folder.id))}?${told}`)
      },
    ),
  ]
}
