import { lastSocketFolder, passwords, prepareFolder } from './server-folder.ts'
import { lockHolder } from './server-lock.ts'
import { lives } from './server-processes.ts'
import { startServer, type DatabaseServer } from './server.ts'

/**
 * The server of a data folder for a command beside the running program: the one that runs already, which then goes on
 * running, or one started for the command's time.
 */
export async function joinServer(options: {
  folder: string
}): Promise<Pick<DatabaseServer, 'login' | 'stop' | 'lost'>> {
  const holder = lockHolder(options.folder)
  if (!holder || !lives(holder)) return startServer(options)
  const layout = prepareFolder(options.folder)
  const secrets = passwords(layout)
  const users = { root: 'root', owner: 'belegt_owner', app: 'belegt_app' }
  return {
    login: (role, database = role === 'root' ? 'postgres' : 'belegt') => ({
      host: lastSocketFolder(layout.folder),
      port: 5432,
      user: users[role],
      password: secrets[role],
      database,
    }),
    stop: async () => undefined,
    lost: new Promise(() => undefined),
  }
}
