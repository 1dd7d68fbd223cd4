import { z } from 'zod'
import { db as houseDb } from '../data.ts'
import { filing } from '../data.ts'
import { maySetUpDocuments } from '../permissions.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField, whole } from '#platform/http/fields.ts'
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
import { ledgerKind, record } from '#privacy'
import { AFTERWARDS, KEEPS } from './data.ts'
import { addLocalFolder, isLocalName, localFoldersOf, removeLocalFolder } from './local-set-up.ts'
import { localPath } from './local-watch.ts'
import { paths } from './paths.ts'
import { MailboxesPage } from './screens/list.tsx'
import { MailboxPage, type MailboxProps } from './screens/mailbox.tsx'
import { isFolderPath, tried } from './server-folders.ts'
import {
  foldersOf,
  folderWith,
  isAllowed,
  keepFolder,
  keepMailbox,
  mailboxesOf,
  mailboxWith,
  passwordOf,
  removeFolder,
  removeMailbox,
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

const connection = z.object({
  name: typed({ max: 120, required: true }),
  server: typed({ max: 200, required: true }).refine((name) => /^[a-z0-9.:[\]-]+$/i.test(name), 'host'),
  port: whole(1, 65_535)
    .catch(0)
    .refine((port) => port > 0, 'port'),
  benutzer: typed({ max: 200, required: true }),
  passwort: z.string().max(500).default(''),
  lesen: ticked(),
})
const folder = z.object({
  ordner: typed({ max: 200, required: true }).refine(isFolderPath, 'path'),
  archiv: z.uuid({ message: 'archive' }),
  wie: z.enum(['automatic', 'manual'], { message: 'choice' }),
  was: z.enum(KEEPS, { message: 'choice' }),
  danach: z.enum(AFTERWARDS, { message: 'choice' }),
})
const local = z.object({
  name: typed({ max: 60, required: true }).refine(isLocalName, 'folder'),
  archiv: z.uuid({ message: 'archive' }),
})

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
    shown: Partial<Pick<MailboxProps, 'entered' | 'problems' | 'outcome' | 'done'>> = {},
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
      />,
      shown.problems ? 422 : 200,
    )
  }

  const tryOut = async (asked: Here, id: string): Promise<Reply> => {
    const { at } = asked
    // without the entry not even a trial reaches the company
    if (!(await isAllowed(at))) return mailboxPage(asked, id, { outcome: { problem: 'not-allowed' } })
    const { host, port, username } = await mailboxWith(at, id)
    const access = { host, port, username, password: await passwordOf(at, id), inside }
    return mailboxPage(asked, id, { outcome: await tried(access, await foldersOf(at, id)) })
  }

  /** A password is never sent back. */
  const withoutPassword = (entered: Raw): Raw => {
    const { passwort: _, ...rest } = entered
    return rest
  }

  const keep = async (asked: Asked<Opens, z.output<typeof connection>>, id?: string): Promise<Reply> => {
    const { at, input } = asked
    const before = id === undefined ? undefined : await mailboxWith(at, id)
    // a stored password goes to no other server and no other account
    const same =
      before && before.host === input.server && before.port === input.port && before.username === input.benutzer
    if (input.passwort === '' && !same) {
      const entered = { name: input.name, server: input.server, port: String(input.port), benutzer: input.benutzer }
      return mailboxPage(asked, id, { entered, problems: { passwort: 'password' } })
    }
    const kept = await keepMailbox(
      at,
      {
        name: input.name,
        host: input.server,
        port: input.port,
        username: input.benutzer,
        active: input.lesen,
        password: input.passwort === '' ? undefined : input.passwort,
      },
      id,
    )
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
    get(`/:organisation${paths.newMailbox}`, { ...rules, stepUp: true }, (asked) => mailboxPage(asked, undefined)),
    post(
      `/:organisation${paths.newMailbox}`,
      {
        ...rules,
        stepUp: true,
        input: connection,
        again: (asked, problems) => mailboxPage(asked, undefined, { entered: withoutPassword(asked.input), problems }),
      },
      (asked) => keep(asked),
    ),
    post(
      `/:organisation${paths.localFolders}`,
      {
        ...rules,
        input: local,
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
    get(`/:organisation${paths.mailbox(':id')}`, { ...rules, stepUp: true, input: STATES }, (asked) =>
      mailboxPage(asked, idOf(asked, 'id'), { done: asked.input.stand }),
    ),
    post(
      `/:organisation${paths.mailbox(':id')}`,
      {
        ...rules,
        stepUp: true,
        input: connection,
        again: (asked, problems) =>
          mailboxPage(asked, idOf(asked, 'id'), { entered: withoutPassword(asked.input), problems }),
      },
      (asked) => keep(asked, idOf(asked, 'id')),
    ),
    post(`/:organisation${paths.removeMailbox(':id')}`, { ...rules, stepUp: true }, async (asked) => {
      const { id } = await mailboxWith(asked.at, idOf(asked, 'id'))
      await removeMailbox(asked.at, id)
      await record(asked.at, 'document-mailbox.set-up', { mailbox: id, active: false })
      return see(`${asked.href(paths.list)}?stand=entfernt`)
    }),
    post(
      `/:organisation${paths.folders(':id')}`,
      {
        ...rules,
        stepUp: true,
        input: folder,
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
