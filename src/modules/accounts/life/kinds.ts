import { dataKind } from '#privacy'

dataKind('member_rights', {
  name: { de: 'Weitere Rechte von Mitgliedern', en: 'Further rights of members' },
  about: 'staff',
  columns: {
    place_id: { de: 'Nur an diesem Ort', en: 'At this place only' },
    granted_at: { de: 'Erteilt am', en: 'Granted on' },
  },
})
dataKind('invitations', {
  name: { de: 'Einladungen', en: 'Invitations' },
  about: 'staff',
  start: { de: 'nach dem Ablauf der Einladung', en: 'after the invitation has expired' },
  columns: {
    further_role: { de: 'Rolle an einem Ort', en: 'Role at a place' },
    place_id: { de: 'Nur an diesem Ort', en: 'At this place only' },
    token_hash: { de: 'Prüfsumme des Links', en: 'Checksum of the link' },
    used_at: { de: 'Angenommen am', en: 'Accepted on' },
    withdrawn_at: { de: 'Zurückgezogen am', en: 'Withdrawn on' },
  },
})
dataKind('join_codes', { name: { de: 'Beitrittscode der Organisation', en: 'Join code of the organisation' } })
dataKind('join_requests', {
  name: { de: 'Anfragen zum Beitritt', en: 'Requests to join' },
  about: 'staff',
  start: { de: 'nach dem Ablauf der Anfrage', en: 'after the request has expired' },
})
dataKind('handovers', {
  name: { de: 'Übergaben der Hauptadministration', en: 'Handovers of the main administration' },
  about: 'staff',
  start: { de: 'nach dem Ablauf des Angebots', en: 'after the offer has expired' },
  columns: {
    from_account: { de: 'Kennung des anbietenden Kontos', en: 'Identifier of the offering account' },
    role_after: { de: 'Rolle nach der Übergabe', en: 'Role after the handover' },
    answered_at: { de: 'Beantwortet am', en: 'Answered on' },
    answer: { de: 'Antwort', en: 'Answer' },
  },
})
dataKind('mail_changes', {
  name: { de: 'Änderungen der Mailadresse', en: 'Changes of the mail address' },
  about: 'staff',
  start: { de: 'nach dem Ablauf des Links', en: 'after the link has expired' },
  columns: { token_hash: { de: 'Prüfsumme des Links', en: 'Checksum of the link' } },
})
dataKind('organisation_ends', {
  name: { de: 'Löschnachweise beendeter Organisationen', en: 'Certificates of organisations that ended' },
  start: { de: 'nach der Löschung', en: 'after the deletion' },
})
dataKind('end_recipients', {
  name: { de: 'Empfänger eines Löschnachweises', en: 'Recipients of a certificate of deletion' },
  about: 'staff',
  start: { de: 'nach der Löschung', en: 'after the deletion' },
})
dataKind('end_reminders', { name: { de: 'Erinnerungen an das Ende', en: 'Reminders of the end' } })
