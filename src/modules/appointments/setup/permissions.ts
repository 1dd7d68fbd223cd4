import { permission } from '#accounts'

export const maySetUp = permission('appointments.set-up', ['main-administrator', 'administrator'], {
  de: 'Orte, Öffnungszeiten und Leistungen für Termine einrichten',
  en: 'Set up locations, opening hours and services for appointments',
})
