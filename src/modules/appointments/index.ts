export { bookings, caring, handling, locations, offering, services } from './data.ts'
export { fillDay } from './demo.ts'
export { appointments } from './module.ts'
export { createLocation, createService, setOpeningHours, type LocationFacts, type ServiceFacts } from './setup/index.ts'
