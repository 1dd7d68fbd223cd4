import type { House } from '#platform/data/scope.ts'
import { settingUp } from '#platform/http/permission.ts'
import type { Module } from '#platform/module.ts'
import { withDocuments } from '../navigation.ts'
import { maySetUpDocuments } from '../permissions.ts'
import { choosingRoutes } from './choose-routes.tsx'
import { watchLocalFolders } from './local-watch.ts'
import { paths } from './paths.ts'
import { mailboxRefusals } from './refusals.ts'
import { setUpRoutes } from './routes.tsx'
import { MAILBOXES } from './set-up.ts'
import { mailboxWords } from './texts.ts'
import { openWatch } from './watch.ts'

export type MailboxesGiven = {
  readonly house: () => House
  readonly failed: (error: unknown) => void
  /** Mailboxes may stand in a private network. */
  readonly inside: boolean
  /** The folder on the server below which each organisation's watched folders lie, and how long what was filed stays there. */
  readonly local: { readonly root: string; readonly days: number } | undefined
}

const EACH_MS = 60_000

/** What mailboxes and watched folders bring into the module: they are watched beside requests and jobs. */
export function mailboxesPart(given: MailboxesGiven) {
  const { failed, inside, local } = given
  return {
    routes: [...choosingRoutes(given), ...setUpRoutes(given)],
    navigation: [
      {
        path: paths.list,
        label: { de: mailboxWords('de').menu, en: mailboxWords('en').menu },
        may: maySetUpDocuments,
        order: 86,
        group: settingUp,
        part: withDocuments,
      },
    ],
    refusals: mailboxRefusals,
    background(house: House) {
      const watch = openWatch({ house, failed, inside })
      const sync = () => void watch.sync().catch(failed)
      const timer = setInterval(sync, EACH_MS)
      const unlisten = house.changes.listenAll(MAILBOXES, sync)
      sync()
      const endFolders = local ? watchLocalFolders({ house, failed, ...local }) : undefined
      return async () => {
        clearInterval(timer)
        unlisten()
        await Promise.all([watch.stop(), endFolders?.()])
      }
    },
  } satisfies Partial<Module>
}
