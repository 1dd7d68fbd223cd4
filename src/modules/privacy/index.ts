export { informing, overseeing, proving } from './data.ts'
