import { createHash } from 'node:crypto'
import { refuse, type Refusal } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { bookings, db, type Location } from '../../data.ts'
import { bookingForUpdate } from '../../queries/bookings.ts'

/** Tells two wordings of a note apart, so that nobody writes over what they have not seen. */
export const noteMark = (note: string | null): string =>
  createHash('sha256')
    .update(note ?? '')
    .digest('base64url')
    .slice(0, 12)

/** Writes the note of a booking under its person's key; an empty one removes it. @returns why not, or undefined */
export async function writeNote(
  at: Scope<'appointments.handling'>,
  location: Location,
  wish: { readonly id: string; readonly mark: string; readonly note: string },
): Promise<Refusal | undefined> {
  const row = await bookingForUpdate(at, wish.id)
  if (!row || row.location_id !== location.id || row.state === 'held')
    return refuse('appointments.not-at-this-location', 'not-found')
  if (!row.person_id) return refuse('appointments.note-needs-person', 'conflict')
  const before = await open(at, row.note)
  if ((before ?? '') === wish.note) return undefined
  if (noteMark(before) !== wish.mark) return refuse('appointments.note-changed-meanwhile', 'conflict')
  const note = wish.note === '' ? null : await seal(at, bookings, 'note', row.person_id, wish.note)
  await db(at).updateTable('bookings').set({ note }).where('id', '=', row.id).execute()
  at.tell(`desk ${location.id}`)
  return undefined
}
