export { rights } from './module.ts'
