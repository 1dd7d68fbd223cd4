import type { Bilingual } from '#platform/data/activity.ts'

export type PromiseEntry = { readonly id: string; readonly modules: readonly string[]; readonly told: Bilingual }

/** One promise: its id, the modules that keep it (separated by blanks), and what it says. */
export const entry = (id: string, modules: string, de: string, en: string): PromiseEntry => ({
  id,
  modules: modules.split(' '),
  told: { de, en },
})
