import { permission, placedPermission } from '#accounts'

export const maySetUp = placedPermission('appointments.set-up', ['main-administrator', 'administrator'], {
  de: 'Orte, Öffnungszeiten und Leistungen für Termine einrichten',
  en: 'Set up locations, opening hours and services for appointments',
})

/** Services and new locations concern every location: a right for a single one does not suffice. */
export const maySetUpAll = permission('appointments.set-up-all', ['main-administrator', 'administrator'], {
  de: 'Neue Orte anlegen und Leistungen für alle Orte einrichten',
  en: 'Add locations and set up services for all locations',
})
