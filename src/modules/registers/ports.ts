import type { House, Scope } from '#platform/data/scope.ts'
import type { Permission } from '#platform/http/permission.ts'

/** What of the running program the measures are compared with; made by `app` from the configuration. */
export type Running = {
  /** The address people use. */
  readonly publicUrl: string
}

/** When the last backup and the last drill of a restore ended well. */
export type BackupState = {
  readonly lastBackup: Temporal.Instant | undefined
  readonly lastDrill: Temporal.Instant | undefined
}

/** A duty whose time runs: what, where it stands, until when. */
export type Reminder = { readonly title: string; readonly path: string; readonly due: Temporal.Instant }

export type Ports = {
  readonly house: () => House
  /** Told what went wrong in the background. */
  readonly failed: (error: unknown) => void
  /** Unknown in a command or test that runs no server. */
  readonly running?: () => Running | undefined
  readonly backups?: (house: House) => Promise<BackupState>
  /** Brings a reminder to the data protection officer, e.g. by mail; what it says stands in the registers as well. */
  readonly remind?: (at: Scope<string>, reminder: Reminder) => Promise<void>
  /** All rights of all routes, for the page that shows who may what. */
  readonly permissions?: () => readonly Permission[]
}
