import type { Permission } from '#platform/http/permission.ts'

export const maySetUpSms: Permission = {
  permission: 'messages.set-up-sms',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Den Anbieter für SMS einrichten und die Texte der SMS ändern',
    en: 'Set up the provider of SMS and change the texts of SMS',
  },
}
