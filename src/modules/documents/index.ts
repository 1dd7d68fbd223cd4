export { filing, storing } from './data.ts'
export { documents } from './module.ts'
