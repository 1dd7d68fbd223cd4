import type { Bilingual } from '#platform/data/activity.ts'
import { mailTemplateNamed } from '#platform/mail/template.ts'

const names = new Map<string, Bilingual>()

/** Says what a kind of message is called on screens; each module names its own, once. */
export function mailKind(kind: string, name: Bilingual): void {
  if (names.has(kind)) throw new Error(`the kind of message ${kind} is named twice`)
  names.set(kind, name)
}

const OTHER: Bilingual = { de: 'Nachricht', en: 'Message' }

/** What a kind is called; undefined where nobody named it. */
export const namedKind = (kind: string): Bilingual | undefined => mailTemplateNamed(kind)?.name ?? names.get(kind)

export const nameOfKind = (kind: string): Bilingual => namedKind(kind) ?? OTHER
