export { personFor, type Contact } from './actions.ts'
export { contact, people } from './data.ts'
