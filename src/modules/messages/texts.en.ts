export const en = {
  waiting: 'waits',
  failed: 'not delivered',
  mailAbout: (about: string) => `Mail: ${about}`,
  sent: 'sent',
} as const
