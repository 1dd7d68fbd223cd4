import type { Language } from '#platform/text/language.ts'
import { type Html, Stack, TextField } from '#platform/ui/index.ts'

/** What a page with such a field loads: the button to copy it. */
export const LINK_ISLAND = 'messages/copy.js'

const texts = {
  de: { copy: 'Link kopieren', copied: 'Kopiert.' },
  en: { copy: 'Copy link', copied: 'Copied.' },
} as const

type Props = { readonly language: Language; readonly id: string; readonly label: string; readonly link: string }

/** A link to be passed on: to be seen whole, selected, and copied at a press. */
export function LinkField({ language, id, label, link }: Props): Html {
  const t = texts[language]
  return (
    <Stack>
      <TextField language={language} name="link" id={id} label={label} mark={false} readonly value={link} />
      <copy-value data-field={id} data-label={t.copy} data-done={t.copied} />
    </Stack>
  )
}
