export { backups } from './module.ts'
