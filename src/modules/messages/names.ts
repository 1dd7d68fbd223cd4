import type { Bilingual } from '#platform/data/activity.ts'

const names = new Map<string, Bilingual>()

/** Says what a kind of message is called on screens; each module names its own, once. */
export function mailKind(kind: string, name: Bilingual): void {
  if (names.has(kind)) throw new Error(`the kind of message ${kind} is named twice`)
  names.set(kind, name)
}

const OTHER: Bilingual = { de: 'Nachricht', en: 'Message' }

export const nameOfKind = (kind: string): Bilingual => names.get(kind) ?? OTHER
