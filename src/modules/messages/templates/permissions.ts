import type { Permission } from '#platform/http/permission.ts'

export const mayWordMails: Permission = {
  permission: 'messages.wording',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Die Texte der Mails ansehen und ändern, mit Vorschau an echten Angaben, soweit man sie sehen darf',
    en: 'See and change the texts of mails, with a preview on real data as far as one may see them',
  },
}
