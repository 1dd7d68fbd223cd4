import type { Language } from '#platform/text/language.ts'

type Families = { readonly browser: string; readonly system: string }

const words = {
  de: { browser: 'anderer Browser', system: 'anderes System', on: 'auf' },
  en: { browser: 'another browser', system: 'another system', on: 'on' },
}

/** The families of browser and system as people call them. */
export function familyNames(language: Language, given: Families): Families {
  const t = words[language]
  return {
    browser: ['other', 'robot', 'Belegt'].includes(given.browser) ? t.browser : given.browser,
    system: given.system === 'other' ? t.system : given.system,
  }
}

/** "Firefox auf Windows" */
export function deviceName(language: Language, given: Families): string {
  const { browser, system } = familyNames(language, given)
  return given.system === 'other' ? browser : `${browser} ${words[language].on} ${system}`
}
