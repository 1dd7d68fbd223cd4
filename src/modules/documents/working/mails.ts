import { mailTemplate } from '#platform/mail/template.ts'

/** Says that something is due and how much, never what: it lies in a mailbox. */
export const taskMail = mailTemplate({
  kind: 'documents.tasks-due',
  name: { de: 'Erinnerung an Aufgaben', en: 'Reminder of tasks' },
  when: {
    de: 'Einen Tag bevor eine Aufgabe zu einer Unterlage fällig ist; geht an die Person, der sie gegeben wurde.',
    en: 'One day before a task about a document is due; goes to the person to whom it was given.',
  },
  placeholders: {
    anzahl: { name: { de: 'Zahl der Aufgaben', en: 'Number of tasks' }, example: { de: '3', en: '3' } },
    aufgaben: {
      name: { de: 'Seite der Aufgaben', en: 'Page of the tasks' },
      example: { de: 'https://belegt.example/amt/aufgaben', en: 'https://belegt.example/amt/aufgaben' },
      link: true,
    },
  },
  subject: { de: 'Aufgaben zu Unterlagen sind fällig', en: 'Tasks about documents are due' },
  heading: { de: 'Aufgaben zu Unterlagen sind fällig', en: 'Tasks about documents are due' },
  body: {
    text: {
      de: 'Auf Sie warten Aufgaben, die bis morgen fällig sind: {anzahl}.',
      en: 'Tasks wait for you that are due by tomorrow: {anzahl}.',
      keeps: ['anzahl'],
    },
  },
  actions: { open: { de: 'Aufgaben öffnen', en: 'Open the tasks', to: 'aufgaben' } },
  closing: {
    why: {
      de: 'Diese Mail bekommen Sie, weil Ihnen jemand in Ihrer Organisation eine Aufgabe gegeben hat.',
      en: 'You get this mail because somebody in your organisation gave you a task.',
    },
  },
})
