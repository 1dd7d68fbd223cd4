export { customers } from './module.ts'
