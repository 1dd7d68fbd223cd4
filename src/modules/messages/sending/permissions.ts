import type { Permission } from '#platform/http/permission.ts'

export const mayKeepSender: Permission = {
  permission: 'messages.sender',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Festlegen, von welcher Adresse und über welchen Server Mails kommen, und eine Testmail senden',
    en: 'Decide from which address and by which server mails come, and send a test mail',
  },
}
