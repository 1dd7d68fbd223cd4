export { acquaintance, contactOf, personFor, type Acquaintance, type Contact } from './actions.ts'
export { contact, people } from './data.ts'
export { namesOf } from './queries.ts'
