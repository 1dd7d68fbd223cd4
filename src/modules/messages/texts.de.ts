export const de = {
  waiting: 'wartet',
  failed: 'nicht zugestellt',
  mailAbout: (about: string) => `Mail: ${about}`,
  sent: 'gesendet',
} as const
