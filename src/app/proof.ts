import { access } from 'node:fs/promises'
import { accountChecks, ensureOperator, foundOrganisation } from '#accounts'
import { appointmentChecks } from '#appointments'
import { customerChecks } from '#customers'
import { documentChecks } from '#documents'
import { messageChecks } from '#messages'
import {
  canaryCheck,
  canaryNow,
  declareFork,
  privacyChecks,
  reportLines,
  verify,
  verifyLedger,
  type Checks,
  type VerifyOptions,
} from '#privacy'
import { ConfigError } from '#platform/config/config.ts'
import type { House } from '#platform/data/scope.ts'
import { registerChecks } from '#registers'
import { rightsChecks } from '#rights'
import { backupChecks, backupState, type BackupPorts } from '#backups'
import { formsOfAll } from './checks/forms.ts'
import { canaryOptions } from './canary.ts'
import { programChecks } from './checks/checks.ts'
import { deletedAfterAMonth } from './checks/ending.ts'
import { appOn, manySignIns, type Program } from './checks/door.ts'

/** The program that is looked at; backups are tried out where it is said how. */
export type Proven = Program & { readonly backups?: BackupPorts }

/** Every module's checks of its promises, and those of the whole program. */
const checksOf = (given: Proven): readonly Checks[] => [
  privacyChecks(formsOfAll),
  accountChecks,
  customerChecks,
  appointmentChecks,
  documentChecks,
  messageChecks,
  rightsChecks,
  registerChecks({ running: () => ({ publicUrl: given.publicUrl }), backups: backupState }),
  programChecks(given),
  given.backups ? backupChecks(given.backups) : {},
  { 'optigem/deleted-after-a-month': deletedAfterAMonth(given.backups) },
  { 'smartcx/purpose-bound-storage': canaryCheck((house) => canaryOptions(house, given)) },
]

/** How the promises are checked on a house: through the same web application, under the house's (or a moved) clock. */
export async function proofOf(house: House, given: Proven): Promise<VerifyOptions> {
  const operator = await ensureOperator(house)
  return {
    checks: checksOf(given),
    routes: given.modules.flatMap(({ routes }) => routes),
    operator,
    found: foundOrganisation,
    built: [...given.modules.map(({ name }) => name), 'platform'],
    web: (on) => {
      const app = appOn(on, given, manySignIns)
      return (path, init) => app.request(path, init)
    },
  }
}

/** `verify`: a line per promise; true when none is broken. */
export async function proveAll(house: House, given: Proven, say: (line: string) => void): Promise<boolean> {
  const report = await verify(house, await proofOf(house, given))
  for (const line of reportLines(report)) say(line)
  return report.broken === 0
}

/** `canary`: sends the invented person through now, with a backup when one is configured; true when nothing was left. */
export async function sendCanary(
  house: House,
  given: Program & { readonly backups: BackupPorts },
  say: (line: string) => void,
): Promise<boolean> {
  const report = await canaryNow(house, await canaryOptions(house, given, given.backups))
  for (const { module, done } of report.steps) say(`${module}: ${done}`)
  const { before, tables, files, bytes, backup, hits } = report
  say(`seen ${before} times before the erasure; backup: ${backup}`)
  for (const { where, form } of hits) say(`LEFT in ${where} (${form})`)
  say(`${tables} tables and ${files} files (${Math.ceil(bytes / 1e6)} MB) searched afterwards: ${hits.length} hits`)
  return hits.length === 0
}

/** `ledger`'s words after it. @throws ConfigError: what was meant to be compared must not be left out silently */
export async function ledgerWish(
  words: readonly string[],
): Promise<{ readonly what: 'verify' | 'continue'; readonly copies?: string }> {
  const [what, option, copies, ...others] = words
  if ((what !== 'verify' && what !== 'continue') || (option ?? '--copies') !== '--copies' || others.length > 0)
    throw new ConfigError(['ledger verify [--copies PATH] | ledger continue --copies PATH'])
  if (option === undefined && what === 'verify') return { what }
  if (!copies) throw new ConfigError([`ledger ${what} --copies needs a file or a folder with signed states.`])
  await access(copies).catch(() => {
    throw new ConfigError([`--copies: ${copies} cannot be read.`])
  })
  return { what, copies }
}

/** `ledger verify [--copies PATH]`: a line per organisation; true when no ledger differs from what was signed and sent. */
export async function proveLedgers(house: House, say: (line: string) => void, copies?: string): Promise<boolean> {
  const organisations = await house.directory.all()
  if (organisations.length === 0) say('There is no organisation here, so there is no ledger: nothing was verified.')
  let whole = organisations.length > 0
  for (const organisation of organisations) {
    const report = await verifyLedger(house, organisation, { copies })
    const { entries, checkpoints, published, waiting, overdue, difference, lost } = report
    const compared = copies === undefined ? '' : `, ${report.copies} copies`
    const state = difference
      ? `DIFFERS at entry ${difference.position}: ${difference.what}`
      : lost === undefined
        ? 'whole'
        : `whole, but continued from a backup: ${lost} signed states are lost, as its entries say`
    say(
      `${organisation.slug}: ${state} (${entries} entries, ${checkpoints} checkpoints, ${published} published${compared}, ${waiting} waiting)`,
    )
    if (overdue > 0)
      say(
        `  ${overdue} entries have waited for their place for minutes: does the program run? It gives it to them each minute.`,
      )
    if (difference || overdue > 0) whole = false
  }
  return whole
}

/** `ledger continue --copies PATH`: declares what a restore went back behind; true when the copies could be read. */
export async function continueLedgers(house: House, say: (line: string) => void, copies: string): Promise<boolean> {
  for (const organisation of await house.directory.all()) {
    const fork = await declareFork(house, organisation, [copies])
    const told = fork
      ? `${fork.lost} signed states up to ${fork.upTo} entries are lost; an entry says so now`
      : 'nothing is lost that is not declared already'
    say(`${organisation.slug}: ${told}`)
  }
  return true
}
