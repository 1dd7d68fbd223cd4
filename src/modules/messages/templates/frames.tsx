import type { Language } from '#platform/text/language.ts'
import { raw } from 'hono/html'
import type { Mode } from './sheet.ts'
import { inMode } from './sheet.ts'
import { wordingWords } from './words.ts'

const plain = 'margin:0;padding:1rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere'
const ground = { light: 'background:#ffffff;color:#171a2b', dark: 'background:#1d2034;color:#eef0f8' }

function Plain({ language, mode, children }: { language: Language; mode: Mode; children: unknown }) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language} style={`color-scheme:${mode}`}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{wordingWords(language).preview}</title>
        </head>
        <body style={`${plain};${ground[mode]}`}>
          <main>{children}</main>
        </body>
      </html>
    </>
  )
}

type Mail = { readonly subject: string; readonly html: string; readonly text: string }
type Seen = { readonly language: Language; readonly mode: Mode; readonly form: 'html' | 'text' }

/** A mail as a document for a frame, its subject above it. */
export function mailSheet(mail: Mail, { language, mode, form }: Seen): string {
  const subject = `${wordingWords(language).noSubject} ${mail.subject}`
  if (form === 'text')
    return String(
      <Plain language={language} mode={mode}>
        <h1 style="font-size:1rem;margin:0 0 1rem">{subject}</h1>
        <pre style="margin:0;font:inherit;white-space:pre-wrap">{mail.text}</pre>
      </Plain>,
    )
  const line = String(
    <p style="margin:0;padding:.75rem 1rem;font-size:.875rem;border-bottom:1px solid currentColor">{subject}</p>,
  )
  return inMode(mail.html, mode).replace('<main', () => `${line}<main`)
}

/** Says why there is nothing to show yet. */
export const problemSheet = (
  language: Language,
  mode: Mode,
  problems: readonly { readonly part: string; readonly text: string }[],
): string =>
  String(
    <Plain language={language} mode={mode}>
      <h1 style="font-size:1rem;margin:0 0 .5rem">{wordingWords(language).cannot}</h1>
      <ul style="margin:0;padding-left:1.25rem">
        {problems.map(({ part, text }) => (
          <li>
            <b>{part}:</b> {text}
          </li>
        ))}
      </ul>
    </Plain>,
  )
