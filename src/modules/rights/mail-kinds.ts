import { mailKind } from '#messages'

// What this module's mails are called on screens.
mailKind('rights.confirm', { de: 'Antrag bestätigen', en: 'Confirm a request' })
mailKind('rights.receipt', { de: 'Antrag eingegangen', en: 'Request received' })
mailKind('rights.identity', { de: 'Rückfrage zur Person', en: 'Question about identity' })
mailKind('rights.extension', { de: 'Frist verlängert', en: 'Period extended' })
mailKind('rights.answer', { de: 'Antwort auf einen Antrag', en: 'Answer to a request' })
mailKind('rights.refusal', { de: 'Antrag abgelehnt', en: 'Request refused' })
mailKind('rights.lifting', { de: 'Einschränkung endet', en: 'Restriction ends' })
mailKind('rights.transfer', { de: 'Daten direkt übergeben', en: 'Data handed over directly' })
mailKind('rights.told', { de: 'Wem mitgeteilt wurde', en: 'Who was told' })
mailKind('rights.alarm', { de: 'Antrag fällig', en: 'Request due' })
