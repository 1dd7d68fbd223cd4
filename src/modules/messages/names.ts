import type { Bilingual } from '#platform/data/activity.ts'
import { mailTemplateNamed } from '#platform/mail/template.ts'

const names = new Map<string, Bilingual>()

/** Says what a kind of message is called on screens; each module names its own, once. */
export function mailKind(kind: string, name: Bilingual): void {
  if (names.has(kind)) throw new Error(`the kind of message ${kind} is named twice`)
  names.set(kind, name)
}

const OTHER: Bilingual = { de: 'Nachricht', en: 'Message' }

export const nameOfKind = (kind: string): Bilingual => mailTemplateNamed(kind)?.name ?? names.get(kind) ?? OTHER
