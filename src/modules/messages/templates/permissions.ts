import type { Permission } from '#platform/http/permission.ts'

export const mayWordMails: Permission = {
  permission: 'messages.wording',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Die Texte der Mails ansehen und ändern, mit Vorschau an echten Terminen',
    en: 'See and change the texts of mails, with a preview on real appointments',
  },
}
