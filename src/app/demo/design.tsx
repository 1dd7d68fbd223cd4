import type { Assets } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import { DesignPage } from '#platform/ui/design-page.tsx'
import type { Html } from '#platform/ui/index.ts'
import { BookSample, SignInSample } from '#platform/ui/samples-public.tsx'
import { BeginSample, DeskSample, OfficerSample } from '#platform/ui/samples-staff.tsx'

const SAMPLES = [
  ['/_design/buchen', 'public.css', BookSample, { de: 'Eine Zeit wählen', en: 'Choosing a time' }],
  ['/_design/anmelden', 'public.css', SignInSample, { de: 'Anmelden', en: 'Signing in' }],
  ['/_design/bestaetigen', 'staff.css', BeginSample, { de: 'Zweiter Schritt', en: 'Second step' }],
  ['/_design/schalter', 'staff.css', DeskSample, { de: 'Am Schalter', en: 'At the desk' }],
  ['/_design/zusagen', 'staff.css', OfficerSample, { de: 'Zusagen', en: 'Promises' }],
] as const

/** Where the logo of these pages is, and the logo. */
export const designLogo = [
  '/_design/logo.svg',
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b5d5e"/><path d="M8 17l6 6 10-14" fill="none" stroke="#fff" stroke-width="4"/></svg>',
] as const

/** The page of all parts and whole screens made of them, by their addresses. */
export function designPages(
  language: Language,
  assets: Assets,
  to: (path: string) => string,
): readonly (readonly [path: string, page: () => Html])[] {
  const files = (sheet: string) => ({
    stylesheet: assets.url(sheet),
    theme: '/assets/theme-0b5d5e.css',
    icon: designLogo[0],
  })
  const screens = SAMPLES.map(([path, , , label]) => ({ label: label[language], url: to(path) }))
  return [
    ['/_design', () => <DesignPage language={language} assets={files('staff.css')} screens={screens} />],
    ...SAMPLES.map(
      ([path, sheet, Sample]) => [path, () => <Sample language={language} assets={files(sheet)} />] as const,
    ),
  ]
}
