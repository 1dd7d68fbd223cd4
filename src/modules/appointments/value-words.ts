import { coded, valueWords } from '#privacy'
import { words } from './texts.ts'

// How an appointment stands reads in its person's answer as in the timeline of their contacts.
valueWords('bookings', { state: coded((language) => words(language).timeline.states) })
