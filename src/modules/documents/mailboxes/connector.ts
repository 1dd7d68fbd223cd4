import { connector } from '#privacy'

/** Whoever runs a mailbox that documents come from. */
export const mailboxConnector = connector({
  name: 'document-mail',
  recipient: 'document-mail',
  label: { de: 'Postfach für Unterlagen', en: 'Mailbox for documents' },
  task: {
    de: 'nimmt Mails mit Unterlagen für uns an und bewahrt sie auf, bis wir sie abgelegt haben',
    en: 'takes mails with documents for us and keeps them until we have filed them',
  },
})
