import type { Permission } from '#platform/http/permission.ts'

export const mayBlock: Permission = {
  permission: 'messages.block',
  roles: ['main-administrator', 'administrator', 'desk'],
  why: {
    de: 'Mailadressen auf Wunsch sperren und Sperren aufheben',
    en: 'Block mail addresses at somebody’s wish, and lift blocks',
  },
}
