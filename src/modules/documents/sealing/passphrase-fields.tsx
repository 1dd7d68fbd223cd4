import type { Language } from '#platform/text/language.ts'
import { type Html, Muted, TextField } from '#platform/ui/index.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import type { MemberKeyRow } from './data.ts'
import { sealingWords } from './texts.ts'

type FieldProps = {
  readonly language: Language
  readonly id: string
  readonly label: string
  readonly fresh?: boolean
  readonly hint?: string
}

/** A field without a name: what is typed there is for this page's script and is sent to nobody. */
export const PassphraseField = ({ language, id, label, fresh, hint }: FieldProps): Html => (
  <TextField
    language={language}
    name=""
    id={id}
    type="password"
    label={label}
    hint={hint}
    autocomplete={fresh ? 'new-password' : 'current-password'}
    mark={false}
  />
)

export const NeedsScript = ({ language }: { readonly language: Language }): Html => (
  <noscript>
    <p>
      <Muted>{sealingWords(language).own.noScript}</Muted>
    </p>
  </noscript>
)

/** A member's key as their browser opens it (`browser/json.ts`). */
export const ownKeyJson = (row: MemberKeyRow | undefined): string =>
  row
    ? JSON.stringify({
        publicKey: base64url(row.public_key),
        privateKey: base64url(row.private_key),
        salt: base64url(row.salt),
        rounds: row.rounds,
      })
    : ''
