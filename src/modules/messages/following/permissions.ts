import type { Permission } from '#platform/http/permission.ts'

export const maySetUpFeedback: Permission = {
  permission: 'messages.feedback',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Einrichten, wie wir von zurückgekommenen Mails erfahren, und ob gemessen werden darf',
    en: 'Set up how we hear of returned mails, and whether measuring is allowed',
  },
}
