import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, readConfig } from '#platform/config/config.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import type { House } from '#platform/data/scope.ts'
import { setUpLink } from '#accounts'
import { systemClock } from '#platform/clock/clock.ts'
import { reindex } from '#documents'
import { SCRATCH } from '#privacy'
import { fillDemo } from './demo/fill.ts'
import { fileAll, filingWish } from './filing.ts'
import { allDocuments } from './documents.ts'
import { continueLedgers, ledgerWish, proveAll, proveLedgers, sendCanary } from './proof.ts'
import { openSystem, type System } from './system.ts'
import { backUp, isForOperator, refuseNothing, refuseWords, restoreHere, restoreWish, tryOut } from './restoring.ts'
import { demoFolder, startDemo } from './demo/start.ts'
import { importHere, importWish } from './importing.ts'
import { settings } from './modules.ts'
import { rotateKeys, rotationWish } from './rotating.ts'
import { scanAndFile, scanWish } from './scanning.ts'
import { start, type Running } from './start.ts'

const dist = import.meta.dirname
const say = (text: string) => void process.stdout.write(`${text}\n`)
const complain = (text: string) => void process.stderr.write(`${text}\n`)

/**
 * Stays until a signal comes, then ends everything in order; a second signal ends at once. One that comes while it starts
 * waits for the start, so that nothing is left running.
 */
async function untilStopped<R extends Running>(starting: Promise<R>): Promise<R> {
  let stopping = false
  const stop = (code: number) => {
    if (stopping) process.exit(1)
    stopping = true
    starting
      .then((running) => running.stop())
      .then(
        () => process.exit(code),
        (error: unknown) => {
          complain(isForOperator(error) ? error.message : String(error))
          process.exit(1)
        },
      )
  }
  process.on('SIGINT', () => stop(0))
  process.on('SIGTERM', () => stop(0))
  const running = await starting
  if (stopping) return new Promise(() => undefined) // nothing more is said or asked: it ends
  void running.lost.then((reason) => {
    complain(reason)
    stop(1)
  })
  return running
}

const usage = `belegt start | demo | verify [--demo] | canary | documents
       ledger verify [--copies PATH] | ledger continue --copies PATH
       backup | restore [BACKUP] [--copies PATH] [--without-all-marks "reason"] [--without-missing-keys]
       restore --drill [BACKUP]
       keys rotate [instance | organisations]
       import FOLDER --organisation ADDRESS --archive NAME
       reindex
       file --to ADDRESS [--key-file FILE] [--title TITLE] FILE...
       scan --to ADDRESS [--key-file FILE] [--title TITLE] [--device NAME] [--source NAME] [--mode NAME] [--resolution 300]`

/** Real use never runs on a folder with invented data. */
async function refuseDemo(house: House): Promise<void> {
  if ((await house.directory.all()).some(({ demo, slug }) => demo && !slug.startsWith(SCRATCH))) {
    throw new ConfigError([
      'This folder holds the invented data of the demo. Real use needs a folder of its own: set BELEGT_DATA.',
    ])
  }
}

/** An empty installation is set up by a link that works once and for a day. */
async function sayFirstStep({ house, url }: Running): Promise<void> {
  if ((await house.directory.all()).some(({ slug }) => slug !== OPERATOR)) return
  say(`Einrichten (einmalig, 24 Stunden gültig): ${url}${await setUpLink(house)}`)
}

/**
 * A command beside the running program, or on the data folder while it rests; its answer is the exit code.
 * @param onNone also where no system is yet: then an empty one is made
 */
async function withSystem(
  work: (system: System) => Promise<boolean>,
  { onNone = false, demo = false }: { onNone?: boolean; demo?: boolean } = {},
): Promise<void> {
  const config = readConfig(settings, process.env)
  if (!onNone) refuseNothing(config)
  const scratch = demo ? await mkdtemp(join(tmpdir(), 'belegt-verify-')) : undefined
  const system = await openSystem(scratch ? { ...config, house: { ...config.house, data: scratch } } : config, dist, {
    beside: true,
  })
  try {
    if (demo) await fillDemo(system.house)
    process.exitCode = (await work(system)) ? 0 : 1
  } finally {
    await system.close()
    if (scratch) await rm(scratch, { recursive: true, force: true })
  }
}

async function main(command: string | undefined, words: readonly string[]): Promise<void> {
  if (command === 'help' || [command, ...words].some((word) => word === '--help' || word === '-h')) return say(usage)
  switch (command) {
    case 'start': {
      const running = await untilStopped(start(readConfig(settings, process.env), dist, { beforeServing: refuseDemo }))
      say(`Belegt: ${running.url}`)
      return sayFirstStep(running)
    }
    case 'demo': {
      const config = readConfig(settings, process.env)
      const data = demoFolder(process.env['BELEGT_DATA'], config.house.data)
      const running = await untilStopped(startDemo({ ...config, house: { ...config.house, data } }, dist))
      say(`Vorführung: ${running.url}`)
      for (const { name, slug } of await running.house.directory.all())
        if (slug !== OPERATOR) say(`  ${name}: ${running.url}/${slug}`)
      say(`  Mails: ${running.url}/_demo/mails\n  Bausteine der Gestaltung: ${running.url}/_design`)
      say(`  Daten: ${data} (erfunden)\nEnde mit Strg+C.`)
      // when that fails, the program ends and says so
      void running.filled.then(() => say('Alles Erfundene ist da.')).catch(() => undefined)
      return
    }
    case 'verify':
      return withSystem(async ({ house, ...given }) => proveAll(house, given, say), {
        onNone: true,
        demo: words.includes('--demo'),
      })
    case 'canary':
      return withSystem(async ({ house, ...given }) => sendCanary(house, given, say), {
        onNone: true,
        demo: words.includes('--demo'),
      })
    case 'ledger': {
      const { what, copies } = await ledgerWish(words)
      return withSystem(async ({ house }) =>
        what === 'continue' ? continueLedgers(house, say, copies ?? '') : proveLedgers(house, say, copies),
      )
    }
    case 'backup':
      refuseWords('backup', words)
      return withSystem(async ({ house }) => backUp(house, readConfig(settings, process.env), say))
    case 'restore': {
      const { drill, ...wish } = restoreWish(words)
      if (drill) return withSystem(async (system) => tryOut(system, readConfig(settings, process.env), dist, say, wish))
      return restoreHere(readConfig(settings, process.env), dist, wish, say)
    }
    case 'keys': {
      const wish = rotationWish(words)
      return withSystem(async ({ house }) => rotateKeys(house, readConfig(settings, process.env), wish, say))
    }
    case 'reindex':
      return withSystem(async ({ house }) => {
        for (const organisation of await house.directory.all())
          if (organisation.state !== 'closed')
            say(`${organisation.slug}: ${await reindex(house, organisation)} documents indexed`)
        return true
      })
    case 'file': {
      const wish = await filingWish(words, process.env)
      process.exitCode = (await fileAll(wish, { say, complain, clock: systemClock })) ? 0 : 1
      return
    }
    case 'scan': {
      const wish = await scanWish(words, process.env)
      process.exitCode = (await scanAndFile(wish, { say, complain, clock: systemClock }, process.env)) ? 0 : 1
      return
    }
    case 'import': {
      const wish = importWish(words)
      return withSystem(async ({ house }) => importHere(house, wish, say))
    }
    case 'documents':
      for (const { path, text } of allDocuments()) await writeFile(path, text)
      return
    case undefined:
    default:
      complain(usage)
      process.exitCode = 2
  }
}

try {
  await main(process.argv[2], process.argv.slice(3))
} catch (error) {
  // what an operator can mend is said in a sentence; everything else is a defect and shows where
  complain(isForOperator(error) ? error.message : String((error as Error).stack))
  process.exit(1)
}
