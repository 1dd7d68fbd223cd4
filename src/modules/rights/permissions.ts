import { permission } from '#accounts'

export const mayHandleRequests = permission(
  'rights.handle',
  ['main-administrator', 'administrator', 'data-protection'],
  {
    de: 'Anträge zum Datenschutz bearbeiten: Auskunft, Löschung, Widerspruch und alle anderen',
    en: 'Handle data protection requests: access, erasure, objection and all others',
  },
)
