import { existsSync } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { backupNow, BackupProblem, drillNow, restore, targetFrom, type RestoreWish, type Target } from '#backups'
import { startPrivacy } from '#privacy'
import { systemClock } from '#platform/clock/clock.ts'
import { ConfigError } from '#platform/config/config.ts'
import { DatabaseProblem } from '#platform/data/server.ts'
import type { House } from '#platform/data/scope.ts'
import { instanceKeyPath, KeyProblem, openInstanceKeys, readKeyFile } from '#platform/keys/instance-key.ts'
import { logFolder, openLog } from '#platform/log/log.ts'
import { backupPorts, keySources } from './backing.ts'
import { databaseOf } from './database.ts'
import { modulesOf, type Configuration } from './modules.ts'
import type { System } from './system.ts'

type Say = (line: string) => void

/** What an operator can mend is said in a sentence; everything else is a defect. */
export const isForOperator = (error: unknown): error is Error =>
  [ConfigError, DatabaseProblem, KeyProblem, BackupProblem].some((kind) => error instanceof kind)

/** A command that takes no words: one that is meant as a wish must not be done without it. @throws ConfigError */
export function refuseWords(command: string, words: readonly string[]): void {
  if (words.length > 0) throw new ConfigError([`${command} does not know "${words.join(' ')}". Nothing was done.`])
}

/**
 * A command on what is there must not begin with making an empty system in the wrong folder.
 * @throws ConfigError
 */
export function refuseNothing({ house }: Configuration): void {
  if (house.databaseUrl !== null || existsSync(join(house.data, 'database'))) return
  throw new ConfigError([
    `There is no system in ${house.data}. Nothing was done. Name the data folder of the program: BELEGT_DATA=/path`,
  ])
}

function targetOf(config: Configuration): Target {
  const target = targetFrom(config.backups, config.house.data)
  if (!target) throw new ConfigError(['BELEGT_BACKUP_TARGET is not set: where do the backups lie?'])
  return target
}

const seconds = (from: Temporal.Instant, to: Temporal.Instant): string =>
  `${from.until(to).total('seconds').toFixed(1)} s`

/** `backup`: one now, whatever the schedule says. */
export async function backUp(house: House, config: Configuration, say: Say): Promise<boolean> {
  const target = targetOf(config)
  const started = house.clock.now()
  const made = await backupNow(house, target, config.backups, (name) => say(`… ${name}`))
  say(
    `Backup ${made.id}: ${made.rows} rows, ${made.files} files of ${made.organisations.length} organisations, ` +
      `${made.bytes} bytes in ${target.where} (${seconds(started, house.clock.now())})`,
  )
  return true
}

/** `restore --drill`: a backup, the newest unless named, into a scratch system. */
export async function tryOut(
  { house, modules, log, publicUrl }: System,
  config: Configuration,
  dist: string,
  say: Say,
  { backup }: RestoreWish = {},
): Promise<boolean> {
  const around = { modules: () => modules, log, publicUrl: () => publicUrl }
  const started = house.clock.now()
  const restored = await drillNow(house, targetOf(config), backupPorts(config, dist, around), { backup })
  say(
    `Drill: backup ${restored.backup} restored, ${restored.tables} tables with ${restored.rows} rows and ${restored.files} files ` +
      `compared, all equal; ${restored.replayed.people} erasures repeated; removed again (${seconds(started, house.clock.now())})`,
  )
  return true
}

/** `restore`'s words after it. @throws ConfigError for one it does not know */
export function restoreWish(words: readonly string[]): RestoreWish & { readonly drill?: boolean } {
  if (words.includes('--drill')) return { ...drillWish(words), drill: true }
  const wish: { backup?: string; withoutAllMarks?: string; withoutMissingKeys?: boolean; copies?: string[] } = {}
  for (let place = 0; place < words.length; place++) {
    const word = words[place] as string
    if (word === '--without-missing-keys') wish.withoutMissingKeys = true
    else if (word === '--without-all-marks') {
      const reason = words[++place]
      if (!reason?.trim())
        throw new ConfigError(['--without-all-marks needs a reason, which is kept with the restore.'])
      wish.withoutAllMarks = reason
    } else if (word === '--copies') {
      const path = words[++place]
      if (!path) throw new ConfigError(['--copies needs a file or a folder with signed states of the ledgers.'])
      wish.copies = [...(wish.copies ?? []), path]
    } else if (BACKUP.test(word) && wish.backup === undefined) wish.backup = word
    else throw new ConfigError([`restore does not know "${word}".`])
  }
  return wish
}

const BACKUP = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/

/** A drill proves that nothing is missing: it takes no wish to go on without something. */
function drillWish(words: readonly string[]): RestoreWish {
  const [backup, ...others] = words.filter((word) => word !== '--drill')
  if (others.length > 0 || (backup !== undefined && !BACKUP.test(backup)))
    throw new ConfigError([`restore --drill takes only the name of a backup, not "${others[0] ?? backup}".`])
  return { backup }
}

/** Where signed states lie outside: as named, and the folder that is set up for them. @throws ConfigError for one that is not there */
async function copiesFor({ privacy }: Configuration, { copies = [] }: RestoreWish, say: Say): Promise<string[]> {
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    )
  for (const path of copies) if (!(await isThere(path))) throw new ConfigError([`--copies: ${path} cannot be read.`])
  const own = privacy.copyFolder
  if (own === null) return [...copies]
  if (await isThere(own)) return [...copies, own]
  say(`BELEGT_EVIDENCE_FOLDER is not there. Once it is: belegt ledger continue --copies ${own}`)
  return [...copies]
}

/** `restore`: into the empty system of the data folder, which no other program may use meanwhile. */
export async function restoreHere(config: Configuration, dist: string, wish: RestoreWish, say: Say): Promise<void> {
  const target = targetOf(config)
  const copies = await copiesFor(config, wish, say)
  const clock = systemClock
  const dataFolder = config.house.data
  startPrivacy(config.privacy)
  const server = await databaseOf(config, false)
  const log = openLog({ folder: logFolder(dataFolder) })
  try {
    await mkdir(join(dataFolder, 'keys'), { recursive: true, mode: 0o700 })
    const sources = await keySources(config)
    const login = { app: server.login('app'), owner: server.login('owner') }
    const there = sources.instanceKey ?? sources.keyService ?? (await readKeyFile(instanceKeyPath(dataFolder)))
    if (!there) {
      throw new KeyProblem(
        `${instanceKeyPath(dataFolder)} is missing. Backups open with the instance key of the system they were made on: ` +
          'put that file there (or set BELEGT_INSTANCE_KEY) and try again. Nothing was changed.',
      )
    }
    const instanceKey = await openInstanceKeys({
      dataFolder,
      fromEnvironment: sources.instanceKey,
      also: sources.instanceKeyAlso,
      service: sources.keyService,
      mayMake: false,
    })
    const modules = modulesOf({
      house: () => {
        throw new Error('nothing is served while a backup is restored')
      },
      transport: undefined,
      mailFrom: config.messages.from,
      failed: () => undefined,
    })
    const publicUrl = config.web.publicUrl?.origin ?? `http://${config.web.host}:${config.web.port}`
    const ports = backupPorts(config, dist, { modules: () => modules, log, publicUrl: () => publicUrl })
    const openScratch = () => ports.openScratch({ dataFolder, login, instanceKey, clock })
    const place = { dataFolder, login, migrations: ports.migrations, instanceKey, clock, openHouse: openScratch }
    const done = await restore(target, place, { ...wish, copies, step: (name) => say(`… ${name}`) })
    if (done.tables > 0)
      say(`${done.tables} tables with ${done.rows} rows and ${done.files} files restored and compared: all equal.`)
    for (const id of done.unreadable)
      say(`Left out: the organisation ${id}. Its key was destroyed; its part cannot be read any more.`)
    say(
      `${done.replayed.people} erasures and ${done.replayed.organisations} ends of organisations since ${done.takenAt} repeated, ` +
        `${done.replayed.rows} rows deleted whose time had come. Erasures are known up to ${done.marksUntil ?? '–'}.`,
    )
    for (const { organisation, lost, upTo } of done.forks)
      say(
        `The ledger of ${organisation} goes on from the backup: ${lost} signed states up to ${upTo} entries, which left this ` +
          'machine, are lost. An entry in it says so.',
      )
    say(`The system is open again, as of ${done.takenAt} (backup ${done.backup}).`)
  } finally {
    await log.close()
    await server.stop()
  }
}
