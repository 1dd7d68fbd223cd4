import { lend } from '#accounts'
import { type CanaryStep, fieldsOf, visitor } from '#privacy'
import { db } from '../data.ts'
import { bookAs, placeOf } from './visitor.ts'

/** Not the next free time: it may begin while the form is filled in. */
const LATER = 3

/** The canary books as a visitor with every kind of answer, changes nothing, and is checked in at the desk. */
export const appointmentCanary: CanaryStep = {
  module: 'appointments',
  async walk({ probe, person }) {
    const { caring, location, desk } = await placeOf(probe)
    const { name, mail, phone, note } = person
    const extra = { phone, f_health: note, special_consent: 'yes', consent_by: 'person' }
    const { confirmed, manage } = await bookAs(probe, caring, { name, mail, extra }, LATER)
    if (!confirmed.html.includes('Ihr Termin ist gebucht')) throw new Error(`booking answered ${confirmed.status}`)
    const own = await visitor(probe).open(manage.split('?')[0] ?? '')
    if (own.status !== 200) throw new Error(`the appointment's own page answered ${own.status}`)
    const { id, local_start } = await probe.within(probe.organisation, (at) =>
      db(at)
        .selectFrom('bookings')
        .select(['id', 'local_start'])
        .where('state', '=', 'booked')
        .orderBy('booked_at', 'desc')
        .executeTakeFirstOrThrow(),
    )
    return lend(probe, probe.organisation, 'desk', async ({ signedIn }) => {
      const clerk = visitor(probe, await signedIn())
      const base = `/${probe.organisation.slug}/team/termine/${location}`
      const day = await clerk.open(`${base}?tag=${local_start.slice(0, 10)}&platz=${desk}&wahl=${id}`)
      if (!day.html.includes(name)) throw new Error('the desk does not show who comes')
      const arrived = await clerk.send(`${base}/schritt`, fieldsOf(day.html, /schritt$/, { verb: 'arrive' }))
      if (arrived.status !== 303) throw new Error(`checking in at the desk answered ${arrived.status}`)
      return 'booked with special data and consent, mail queued, own page opened, checked in at the desk'
    })
  },
}
