import { connector } from '#privacy'

/** Whoever runs the mailbox that returned mails go to. */
export const mailboxConnector = connector({
  name: 'returned-mail',
  recipient: 'returned-mail',
  label: { de: 'Postfach für Rückläufer', en: 'Mailbox for returned mails' },
  task: {
    de: 'bewahrt Meldungen über unzustellbare Mails auf, bis wir sie gelesen haben',
    en: 'keeps reports about undeliverable mails until we have read them',
  },
})
