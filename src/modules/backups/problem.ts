/** Something about a backup or restore that the operator must know. Says what happened, what was kept, what to do. */
export class BackupProblem extends Error {
  override name = 'BackupProblem'
}
