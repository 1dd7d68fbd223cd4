import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { BackupPorts } from '#backups'
import { mailSettings, serverAt, smtpTransport, type Transport } from '#messages'
import { type CopyPorts, startPrivacy } from '#privacy'
import { systemClock, type Clock } from '#platform/clock/clock.ts'
import type { DatabaseServer } from '#platform/data/server.ts'
import { logFolder, openLog, type Log } from '#platform/log/log.ts'
import type { Module } from '#platform/module.ts'
import { builtAssets } from './assets.ts'
import { backupPorts, keySources } from './backing.ts'
import { copyPorts } from './copies.ts'
import { databaseOf } from './database.ts'
import { openHouse, type OpenHouse } from './house.ts'
import { modulesOf, type Configuration } from './modules.ts'

/** Everything but the doors: database, house, modules. What `start` serves and what `verify` looks at. */
export type System = {
  readonly house: OpenHouse
  readonly modules: readonly Module[]
  readonly assets: ReturnType<typeof builtAssets>
  readonly publicUrl: string
  readonly log: Log
  readonly jobsLogin: pg.ClientConfig
  /** Where signed checkpoints go. */
  readonly copies: CopyPorts
  /** Where backups go, and how one is tried out. */
  readonly backups: BackupPorts
  /** The database server died and could not be brought back. */
  readonly lost: Promise<string>
  /** Adds something to end before the rest when the system closes. */
  readonly onClose: (end: () => Promise<unknown>) => void
  readonly close: () => Promise<void>
}

export type Wishes = {
  readonly clock?: Clock
  /** Where mails go instead of an SMTP server, e.g. the demo's own mailbox. */
  readonly transport?: Transport
  /** Looks at the embedded database before anything is opened on it. */
  readonly beforeOpening?: (server: Pick<DatabaseServer, 'login'>) => Promise<void>
  /** Works beside a program that runs on the same folder already, instead of refusing. */
  readonly beside?: boolean
}

/** Opens the system on a data folder. Undoes what it began when a part fails. */
export async function openSystem(config: Configuration, dist: string, wishes: Wishes = {}): Promise<System> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return await build(config, dist, wishes, ends, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  config: Configuration,
  dist: string,
  wishes: Wishes,
  ends: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<System> {
  const clock = wishes.clock ?? systemClock
  const dataFolder = config.house.data
  startPrivacy(config.privacy)
  const server = await databaseOf(config, wishes.beside ?? false)
  ends.push(() => server.stop())
  await wishes.beforeOpening?.(server)
  await mkdir(join(dataFolder, 'keys'), { recursive: true, mode: 0o700 })
  const log = openLog({ folder: logFolder(dataFolder) })
  ends.push(() => log.close())
  const mail = { ...mailSettings(config.messages, config.messages.smtp), clock }
  const smtp =
    config.messages.smtp && !wishes.transport
      ? smtpTransport({ ...serverAt(config.messages.smtp), connections: config.messages.smtpConnections }, clock)
      : undefined
  if (smtp) ends.push(async () => smtp.close())
  let opened: OpenHouse | undefined
  const backups = backupPorts(config, dist, { modules: () => modules, log, publicUrl: () => publicUrl })
  const modules: readonly Module[] = modulesOf({
    house: () => {
      if (!opened) throw new Error('the house is not open yet')
      return opened
    },
    transport: wishes.transport ?? smtp,
    mailFrom: config.messages.from,
    mail,
    sms: {
      ...(config.messages.smsTwilio ? { twilio: config.messages.smsTwilio } : {}),
      ...(config.messages.smsSeven ? { seven: config.messages.smsSeven } : {}),
    },
    privateServers: config.messages.privateServers,
    watched: config.documents.watchedFolder
      ? { root: config.documents.watchedFolder, days: config.documents.watchedFolderDays }
      : undefined,
    failed: (error) => log.event({ time: clock.now(), level: 'error', code: 'messages.dispatch-failed', error }),
    running: () => ({ publicUrl }),
    backups,
  })
  const scheme = config.web.tlsCertificate ? 'https' : 'http'
  const publicUrl = config.web.publicUrl?.origin ?? `${scheme}://${config.web.host}:${config.web.port}`
  const house = (opened = await openHouse({
    dataFolder,
    login: { app: server.login('app'), owner: server.login('owner') },
    migrations: join(dist, 'migrations'),
    modules,
    publicUrl,
    ...(await keySources(config)),
    clock,
    log,
  }))
  ends.push(() => house.close())
  return {
    house,
    modules,
    assets: builtAssets(dist),
    publicUrl,
    log,
    jobsLogin: server.login('app'),
    copies: copyPorts(config, wishes.transport ?? smtp),
    backups,
    lost: server.lost,
    onClose: (end) => void ends.push(end),
    close,
  }
}
