import type { House } from '#platform/data/scope.ts'
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

export type Ports = {
  readonly house: () => House
  /** Told what went wrong in the background. */
  readonly failed: (error: unknown) => void
  /** Unknown in a command or test that runs no server. */
  readonly running?: () => Running | undefined
  readonly backups?: (house: House) => Promise<BackupState>
  /** All rights of all routes, for the page that shows who may what. */
  readonly permissions?: () => readonly Permission[]
}
