import type { Permission } from '#platform/http/permission.ts'

export const maySeeMessages: Permission = {
  permission: 'messages.see',
  roles: ['main-administrator', 'administrator', 'desk'],
  why: {
    de: 'Sehen, welche Mails nicht zugestellt werden konnten, und sie noch einmal senden',
    en: 'See which mails could not be delivered, and send them again',
  },
}
