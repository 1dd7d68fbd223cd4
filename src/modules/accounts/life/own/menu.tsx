import type { Language } from '#platform/text/language.ts'
import { Tabs, type Html } from '#platform/ui/index.ts'
import { ownWords } from './texts.ts'

const pages = [
  ['own', '/team/ich'],
  ['security', '/team/ich/sicherheit'],
  ['places', '/team/ich/organisationen'],
  ['mail', '/team/ich/mail'],
  ['data', '/team/ich/daten'],
] as const

/** The pages of one's own account, beside each other. */
export function OwnMenu({
  language,
  href,
  here,
}: {
  readonly language: Language
  readonly href: (path: string) => string
  readonly here: (typeof pages)[number][0]
}): Html {
  const t = ownWords(language).menu
  const tabs = pages.map(([name, path]) => ({ label: t[name], url: href(path), current: name === here }))
  return <Tabs label={t.label} tabs={tabs} />
}
