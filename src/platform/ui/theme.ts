import { accentTwins } from './contrast.ts'

/** The colour of an organisation that has chosen none: KERN's own blue. */
const houseAccent = '#2044aa'

/**
 * An organisation's colours as a small style sheet, to be served as its own file after the main one.
 * What is no colour gives the house's own accent: a page is never without.
 */
export function themeSheet(accent: string): string {
  const asked = accentTwins(accent)
  const twins = 'refused' in asked ? accentTwins(houseAccent) : asked
  if ('refused' in twins) throw new Error('the house accent is no colour')
  const { light, dark } = twins
  return (
    `:root{--accent:${light.accent};--on-accent:${light.onAccent}}\n` +
    `@media screen and (prefers-color-scheme:dark){:root{--accent:${dark.accent};--on-accent:${dark.onAccent}}}\n`
  )
}
