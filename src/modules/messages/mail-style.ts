import { accentTwins, type AccentTwins } from '#platform/ui/index.ts'

/** The colours of a mail; the accent's contrast is checked against page and sheet in both modes (WCAG 2.2, 1.4.3). */
export const mailColours = {
  light: { page: '#f3f4f7', sheet: '#ffffff', edge: '#d8dae6', text: '#171a2b', quiet: '#4d5370' },
  dark: { page: '#131525', sheet: '#1d2034', edge: '#3b4060', text: '#eef0f8', quiet: '#b9bed6' },
} as const

/** The colour of an organisation that has chosen none: KERN's own blue. */
const HOUSE_ACCENT = '#2044aa'

const twins = new Map<string, AccentTwins>()

/** An organisation's accent as it can be read in the light and in the dark; what is no colour gives the house's own. */
export function mailAccent(accent: string): AccentTwins {
  const known = twins.get(accent)
  if (known) return known
  const asked = accentTwins(accent)
  const made = 'refused' in asked ? accentTwins(HOUSE_ACCENT) : asked
  if ('refused' in made) throw new Error('the house accent is no colour')
  if (twins.size > 1_000) twins.clear()
  twins.set(accent, made)
  return made
}

const { light, dark } = mailColours

/** Written at each element, because many mail programs drop style sheets; the sheet below only adds the dark. */
export const inlineStyles = (accent: string) => {
  const { accent: colour, onAccent } = mailAccent(accent).light
  return {
    page: `margin:0;padding:0;background:${light.page};color:${light.text};font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:1rem;line-height:1.5;overflow-wrap:anywhere`,
    body: 'max-width:36rem;margin:0 auto;padding:1rem',
    name: `font-weight:700;margin:0 0 1rem;border-left:6px solid ${colour};padding-left:.75rem`,
    sheet: `background:${light.sheet};border:1px solid ${light.edge};border-radius:12px;padding:1.25rem;margin:0 0 1rem`,
    heading: 'font-size:1.375rem;line-height:1.25;margin:0 0 1rem',
    paragraph: 'margin:0 0 1rem',
    facts: 'margin:0 0 1rem',
    label: `color:${light.quiet};font-size:.875rem;margin:.5rem 0 0`,
    value: 'font-weight:600;margin:0',
    action: `display:inline-block;margin:.25rem .5rem .25rem 0;padding:.625rem 1rem;background:${colour};border:1px solid ${colour};border-radius:8px;color:${onAccent};font-weight:600;text-decoration:none`,
    link: `color:${colour};text-decoration:underline`,
    small: `color:${light.quiet};font-size:.875rem;margin:0 0 .75rem`,
  }
}

/** For programs that know the reader's choice; `!important` because it must win over what stands at the elements. */
export const darkSheet = (accent: string): string => {
  const { accent: colour, onAccent } = mailAccent(accent).dark
  const rules = {
    '.page': `background:${dark.page}!important;color:${dark.text}!important`,
    '.sheet': `background:${dark.sheet}!important;border-color:${dark.edge}!important`,
    '.quiet': `color:${dark.quiet}!important`,
    '.name': `border-color:${colour}!important`,
    '.action': `background:${colour}!important;border-color:${colour}!important;color:${onAccent}!important`,
    '.link': `color:${colour}!important`,
  }
  const sheet = Object.entries(rules).map(([name, rule]) => `${name}{${rule}}`)
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){${sheet.join('')}}`
}
