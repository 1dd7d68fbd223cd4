export { backups } from './module.ts'
export { refuseClosed } from './closed.ts'
export { BackupProblem } from './problem.ts'
