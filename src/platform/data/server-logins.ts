import type pg from 'pg'

/** `root` makes databases and roles, `owner` owns the tables and migrates, `app` is what the program works as. */
export type DatabaseRole = 'root' | 'owner' | 'app'

export type DatabaseServer = {
  /** How to connect. The database is `belegt`, for root `postgres`, unless another is named. */
  login(role: DatabaseRole, database?: string): pg.ClientConfig
  /** Process id of the server; changes when it was restarted. */
  readonly pid: number
  /** Ends all connections, writes everything down and ends the server. May be called more than once. */
  stop(): Promise<void>
  /** Resolves with a reason when the server died and could not be brought back. Never otherwise. */
  readonly lost: Promise<string>
}
