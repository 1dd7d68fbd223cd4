import { z } from 'zod'
import { db as houseDb } from '../data.ts'
import { filing } from '../data.ts'
import { maySetUpDocuments } from '../permissions.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
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
import { isImapTrouble } from '#platform/mail/imap.ts'
import { ledgerKind, record } from '#privacy'
import { accessTo, mailboxProblem } from './access.ts'
import {
  type Connection,
  connectionForm,
  folderForm,
  localForm,
  mailKeyForm,
  missingSecrets,
  SIGN_INS,
  wishOf,
  withoutSecrets,
} from './forms.ts'
import { addLocalFolder, localFoldersOf, removeLocalFolder } from './local-set-up.ts'
import { localPath } from './local-watch.ts'
import { fingerprintOf, keepMailKey, unlockedKey } from './mail-key.ts'
import { paths } from './paths.ts'
import { MailboxesPage } from './screens/list.tsx'
import { MailboxPage, type MailboxProps } from './screens/mailbox.tsx'
import { tried } from './server-folders.ts'
import {
  foldersOf,
  folderWith,
  isAllowed,
  keepFolder,
  keepMailbox,
  mailboxesOf,
  mailboxWith,
  removeFolder,
  removeMailbox,
  secretsOf,
} from './set-up.ts'

ledgerKind('document-mailbox.set-up', {
  de: 'Postfach für Unterlagen eingerichtet',
  en: 'Mailbox for documents set up',
})
ledgerKind('document-folder.set-up', { de: 'Überwachten Ordner eingerichtet', en: 'Watched folder set up' })

export type SetUpGiven = {
  readonly house: () => House
  readonly inside: boolean
  readonly local: { readonly root: string; readonly days: number } | undefined
}

type Opens = (typeof filing)['opens'][number]
type Here = Asked<Opens, Record<string, unknown>>
const rules = { who: maySetUpDocuments, purpose: filing } as const
const STATES = z.object({ stand: z.enum(['gespeichert', 'entfernt']).optional() })
const shownHow = { mit: z.enum(SIGN_INS).optional().catch(undefined) }

/** Archives that the server can read: what comes by mail or folder is not sealed by its sender. */
export const readableArchives = async (at: Scope<string>) =>
  (
    await houseDb(at)
      .selectFrom('document_archives')
      .select(['id', 'name'])
      .where('closed_at', 'is', null)
      .where('mode', '=', 'readable')
      .orderBy('name')
      .execute()
  ).map(({ id, name }) => ({ value: id, label: name }))

const hasRefresh = async (at: Scope<string>, id: string): Promise<boolean> => (await secretsOf(at, id)).refresh !== ''

/** The pages where mailboxes and watched folders are set up. */
export function setUpRoutes({ inside, local: watched }: SetUpGiven): readonly Route[] {
  const listPage = async (
    asked: Here,
    shown: { entered?: Raw; problems?: Problems; done?: 'gespeichert' | 'entfernt' | undefined },
  ) => {
    const { at } = asked
    return page(
      <MailboxesPage
        frame={asked.staffFrame()}
        language={asked.language}
        zone={at.organisation.zone}
        href={asked.href}
        mailboxes={await mailboxesOf(at)}
        allowed={await isAllowed(at)}
        local={
          watched && {
            folders: await localFoldersOf(at),
            days: watched.days,
            pathOf: (name) => localPath(watched.root, at.organisation, name),
          }
        }
        archives={await readableArchives(at)}
        entered={shown.entered ?? {}}
        problems={shown.problems ?? {}}
        done={shown.done}
      />,
      shown.problems ? 422 : 200,
    )
  }

  const mailboxPage = async (
    asked: Here,
    id: string | undefined,
    shown: Partial<Pick<MailboxProps, 'entered' | 'problems' | 'outcome' | 'done' | 'signIn'>> = {},
  ): Promise<Reply> => {
    const { at } = asked
    return page(
      <MailboxPage
        frame={asked.staffFrame()}
        language={asked.language}
        zone={at.organisation.zone}
        href={asked.href}
        mailbox={id === undefined ? undefined : await mailboxWith(at, id)}
        folders={id === undefined ? [] : await foldersOf(at, id)}
        archives={await readableArchives(at)}
        allowed={await isAllowed(at)}
        entered={shown.entered ?? {}}
        problems={shown.problems ?? {}}
        outcome={shown.outcome}
        done={shown.done}
        signIn={shown.signIn ?? SIGN_INS.find((one) => one === shown.entered?.['anmeldung'])}
        fingerprint={id === undefined ? undefined : await fingerprintOf(at, id)}
        hasRefresh={id !== undefined && (await hasRefresh(at, id))}
      />,
      shown.problems ? 422 : 200,
    )
  }

  const tryOut = async (asked: Here, id: string): Promise<Reply> => {
    const { at } = asked
    // without the entry not even a trial reaches the company
    if (!(await isAllowed(at))) return mailboxPage(asked, id, { outcome: { problem: 'not-allowed' } })
    const folders = await foldersOf(at, id)
    const outcome = await accessTo(at, id, { inside, fresh: true }).then(
      (access) => tried(access, folders),
      (error: unknown) => {
        if (isImapTrouble(error)) return { problem: mailboxProblem(error) }
        throw error
      },
    )
    return mailboxPage(asked, id, { outcome })
  }

  const keep = async (asked: Asked<Opens, Connection>, id?: string): Promise<Reply> => {
    const { at, input } = asked
    const before = id === undefined ? undefined : await mailboxWith(at, id)
    const problems = missingSecrets(input, before, before !== undefined && (await hasRefresh(at, before.id)))
    if (Object.keys(problems).length > 0) {
      const { lesen: _, port, ...typed } = input
      return mailboxPage(asked, id, { entered: withoutSecrets({ ...typed, port: String(port) }), problems })
    }
    const kept = await keepMailbox(at, wishOf(input), id)
    await record(at, 'document-mailbox.set-up', { mailbox: kept, active: input.lesen })
    return tryOut(asked, kept)
  }

  const idOf = (asked: Here, name: string): string => {
    const id = uuidField().safeParse(asked.params[name])
    if (!id.success) throw refuse('documents.no-such-mailbox', 'not-found')
    return id.data
  }
  const archiveThere = async (at: Scope<string>, id: string) =>
    (await readableArchives(at)).some(({ value }) => value === id)

  return [
    get(`/:organisation${paths.list}`, { ...rules, input: STATES }, (asked) =>
      listPage(asked, { done: asked.input.stand }),
    ),
    get(`/:organisation${paths.newMailbox}`, { ...rules, stepUp: true, input: z.object(shownHow) }, (asked) =>
      mailboxPage(asked, undefined, { signIn: asked.input.mit }),
    ),
    post(
      `/:organisation${paths.newMailbox}`,
      {
        ...rules,
        stepUp: true,
        input: connectionForm(inside),
        again: (asked, problems) => mailboxPage(asked, undefined, { entered: withoutSecrets(asked.input), problems }),
      },
      (asked) => keep(asked),
    ),
    post(
      `/:organisation${paths.localFolders}`,
      {
        ...rules,
        input: localForm,
        again: (asked, problems) => listPage(asked, { entered: asked.input, problems }),
      },
      async (asked) => {
        const { name, archiv } = asked.input
        const entered = { name, archiv }
        if (!watched) throw refuse('documents.no-such-mailbox', 'not-found')
        if (!(await archiveThere(asked.at, archiv)))
          return listPage(asked, { entered, problems: { archiv: 'archive' } })
        if (!(await addLocalFolder(asked.at, { name, archive_id: archiv })))
          return listPage(asked, { entered, problems: { name: 'taken' } })
        await record(asked.at, 'document-folder.set-up', {})
        return see(`${asked.href(paths.list)}?stand=gespeichert`)
      },
    ),
    post(`/:organisation${paths.removeLocalFolder(':id')}`, rules, async (asked) => {
      await removeLocalFolder(asked.at, idOf(asked, 'id'))
      await record(asked.at, 'document-folder.set-up', {})
      return see(`${asked.href(paths.list)}?stand=entfernt`)
    }),
    get(`/:organisation${paths.mailbox(':id')}`, { ...rules, stepUp: true, input: STATES.extend(shownHow) }, (asked) =>
      mailboxPage(asked, idOf(asked, 'id'), { done: asked.input.stand, signIn: asked.input.mit }),
    ),
    post(
      `/:organisation${paths.mailbox(':id')}`,
      {
        ...rules,
        stepUp: true,
        input: connectionForm(inside),
        again: (asked, problems) =>
          mailboxPage(asked, idOf(asked, 'id'), { entered: withoutSecrets(asked.input), problems }),
      },
      (asked) => keep(asked, idOf(asked, 'id')),
    ),
    post(`/:organisation${paths.removeMailbox(':id')}`, { ...rules, stepUp: true }, async (asked) => {
      const { id } = await mailboxWith(asked.at, idOf(asked, 'id'))
      await removeMailbox(asked.at, id)
      await record(asked.at, 'document-mailbox.set-up', { mailbox: id, active: false })
      return see(`${asked.href(paths.list)}?stand=entfernt`)
    }),
    post(`/:organisation${paths.mailKey(':id')}`, { ...rules, stepUp: true, input: mailKeyForm }, async (asked) => {
      const { id } = await mailboxWith(asked.at, idOf(asked, 'id'))
      const found = await unlockedKey(asked.input.schluessel, asked.input.kennwort)
      if (typeof found === 'string')
        return mailboxPage(asked, id, { problems: { [found === 'passphrase' ? 'kennwort' : 'schluessel']: found } })
      await keepMailKey(asked.at, id, found.key)
      await record(asked.at, 'document-mailbox.set-up', { mailbox: id, key: true })
      return see(`${asked.href(paths.mailbox(id))}?stand=gespeichert`)
    }),
    post(`/:organisation${paths.removeMailKey(':id')}`, { ...rules, stepUp: true }, async (asked) => {
      const { id } = await mailboxWith(asked.at, idOf(asked, 'id'))
      await keepMailKey(asked.at, id, undefined)
      await record(asked.at, 'document-mailbox.set-up', { mailbox: id, key: false })
      return see(`${asked.href(paths.mailbox(id))}?stand=entfernt`)
    }),
    post(
      `/:organisation${paths.folders(':id')}`,
      {
        ...rules,
        stepUp: true,
        input: folderForm,
        again: (asked, problems) => mailboxPage(asked, idOf(asked, 'id'), { entered: asked.input, problems }),
      },
      async (asked) => {
        const { at, input } = asked
        const { id } = await mailboxWith(at, idOf(asked, 'id'))
        if (!(await archiveThere(at, input.archiv)))
          return mailboxPage(asked, id, { entered: { ...input }, problems: { archiv: 'archive' } })
        await keepFolder(at, id, {
          path: input.ordner,
          archive_id: input.archiv,
          automatic: input.wie === 'automatic',
          keeps: input.was,
          afterwards: input.danach,
        })
        await record(at, 'document-mailbox.set-up', { mailbox: id })
        return tryOut(asked, id)
      },
    ),
    post(`/:organisation${paths.removeFolder(':id', ':folder')}`, { ...rules, stepUp: true }, async (asked) => {
      const { id, mailbox_id: mailbox } = await folderWith(asked.at, idOf(asked, 'folder'))
      await removeFolder(asked.at, id)
      await record(asked.at, 'document-mailbox.set-up', { mailbox })
      return see(`${asked.href(paths.mailbox(mailbox))}?stand=entfernt`)
    }),
  ]
}
