import type { Permission } from '#platform/http/permission.ts'

export const mayInform: Permission = {
  permission: 'messages.inform',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Den Menschen, die etwas angeht, eine Informationsmail schreiben',
    en: 'Write an information mail to the people whom something concerns',
  },
}
