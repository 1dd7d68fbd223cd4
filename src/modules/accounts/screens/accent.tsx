import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { accentTwins, KeyValue, Muted, type AccentTwins, type Html } from '#platform/ui/index.ts'
import { words } from '../texts.ts'

/** A patch of colour: drawn, as the policy allows no style in the page. */
const Swatch = ({ color }: { readonly color: string }): Html => (
  <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <circle cx="10" cy="10" r="9" fill={color} stroke="currentColor" stroke-opacity="0.3" />
  </svg>
)

/** What the system makes of an accent colour: both twins with their lowest contrast. Nothing for what is no colour. */
export function AccentCheck({ language, accent }: { readonly language: Language; readonly accent: string }): Html {
  const t = words(language).organisation
  const twins = accentTwins(accent)
  if ('refused' in twins) return <></>
  const numbers = format(language, 'UTC')
  const told = (twin: AccentTwins['light']) => (
    <>
      <Swatch color={twin.accent} /> {twin.accent} ·{' '}
      {t.accentRatio(numbers.number(Math.floor(twin.ratio * 10) / 10, 1))}
    </>
  )
  return (
    <>
      <KeyValue
        items={[
          { term: t.accentLight, value: told(twins.light) },
          { term: t.accentDark, value: told(twins.dark) },
        ]}
        small
      />
      <p>
        <Muted>{twins.adjusted ? t.accentAdjusted : t.accentKept}</Muted>
      </p>
    </>
  )
}
