import { accountChecks, accountForms, ensureOperator, identify } from '#accounts'
import { appointmentChecks, appointmentForms } from '#appointments'
import { privacyChecks, reportLines, verify, verifyLedger, type Checks, type VerifyOptions } from '#privacy'
import { webApp } from '#platform/http/app.tsx'
import type { House } from '#platform/data/scope.ts'
import type { Log } from '#platform/log/log.ts'
import type { Module } from '#platform/module.ts'
import type { Assets } from '#platform/http/frame.ts'
import { createMetrics } from './metrics.ts'
import { webOf } from './web.ts'

type Given = {
  readonly modules: readonly Module[]
  readonly assets: Assets
  readonly publicUrl: string
  readonly log: Log
}

/** Every module's checks of its promises. */
const checks: readonly Checks[] = [
  privacyChecks({ ...appointmentForms, ...accountForms }),
  accountChecks,
  appointmentChecks,
]

/** How the promises are checked on a house: through the same web application, under the house's (or a moved) clock. */
export async function proofOf(house: House, given: Given): Promise<VerifyOptions> {
  const operator = await ensureOperator(house)
  const routes = given.modules.flatMap(({ routes: some }) => some)
  return {
    checks,
    routes,
    operator,
    web: (on) => {
      const app = webApp(
        webOf({
          house: on,
          modules: given.modules,
          identify: (token, organisation) => identify(on, token, organisation),
          assets: given.assets,
          publicUrl: given.publicUrl,
          trusted: 0,
          // what a check asks for is no visit, and its clock may be moved: its lines would outlive their time
          log: { ...given.log, access: () => undefined },
          metrics: createMetrics(),
        }),
      )
      return (path, init) => app.request(path, init)
    },
  }
}

/** `verify`: a line per promise; true when none is broken. */
export async function proveAll(house: House, given: Given, say: (line: string) => void): Promise<boolean> {
  const report = await verify(house, await proofOf(house, given))
  for (const line of reportLines(report)) say(line)
  return report.broken === 0
}

/** `ledger verify`: a line per organisation; true when no ledger differs from what was signed. */
export async function proveLedgers(house: House, say: (line: string) => void): Promise<boolean> {
  let whole = true
  for (const organisation of await house.directory.all()) {
    const { entries, checkpoints, published, waiting, overdue, difference } = await verifyLedger(house, organisation)
    const state = difference ? `DIFFERS at entry ${difference.position}: ${difference.what}` : 'whole'
    say(
      `${organisation.slug}: ${state} (${entries} entries, ${checkpoints} checkpoints, ${published} published, ${waiting} waiting)`,
    )
    if (difference || overdue > 0) whole = false
  }
  return whole
}
