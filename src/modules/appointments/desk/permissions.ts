import { placedPermission } from '#accounts'

export const mayWorkDesk = placedPermission('appointments.work-desk', ['main-administrator', 'administrator', 'desk'], {
  de: 'Den Tag eines Ortes bearbeiten: annehmen, aufrufen, bedienen, abschließen, Notizen schreiben',
  en: 'Work through the day of a location: check in, call, serve, close, write notes',
})

/** Seeing who comes; special answers stay closed without the right to work at the desk. */
export const maySeeDay = placedPermission(
  'appointments.see-day',
  ['main-administrator', 'administrator', 'desk', 'read-only'],
  { de: 'Den Tag eines Ortes ansehen, mit Namen', en: 'See the day of a location, with names' },
)
