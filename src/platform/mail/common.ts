import type { Placeholder } from './parts.ts'

// What many mails say, so that it has the same name and meaning in all of them.

export const personName: Placeholder = {
  name: { de: 'Name der Person', en: 'Name of the person' },
  example: { de: 'Alex Beispiel', en: 'Alex Example' },
  optional: true,
}

export const noticeLink: Placeholder = {
  name: { de: 'Seite mit den Datenschutzhinweisen', en: 'Page with the privacy notice' },
  example: { de: 'https://belegt.example/datenschutz', en: 'https://belegt.example/en/datenschutz' },
  link: true,
}
