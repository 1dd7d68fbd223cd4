export { bookings, caring, handling, locations, offering, services } from './data.ts'
export { appointments } from './module.ts'
