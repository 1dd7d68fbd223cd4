export {
  acquaintance,
  changeContact,
  contactOf,
  personFor,
  type Acquaintance,
  type Contact,
  type Entered,
  type ContactChange,
} from './actions.ts'
export { contact, people as peopleTable } from './data.ts'
export {
  canBeInformedOn,
  giveNotice,
  noticesReturned,
  oweNotice,
  type NoticeGiven,
  type Owing,
} from './notices/actions.ts'
export { exemptions, introducing, type Exemption, type Informed, type NoticeSource } from './notices/data.ts'
export {
  noticeAbout,
  noticeById,
  noticesByMail,
  noticesDue,
  noticesMailedSince,
  openNoticeDays,
  type OwedNotice,
} from './notices/queries.ts'
export { people } from './module.ts'
export { finding, mayFindPeople } from './permissions.ts'
export { contactsOf, knownPeople, namesOf, presentPeople, reachable } from './queries.ts'
export type { PersonPanel } from './panel.ts'
export { personPage } from './routes.tsx'
export type { Timeline, TimelineEntry } from './timeline.ts'
export { findPeople, type Found } from './search.ts'
export { PersonSearchForm } from './screens/search-form.tsx'
