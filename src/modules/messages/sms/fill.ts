// Also runs in the browser, in the editor: nothing of the server here.

const PLACEHOLDER = /\{([^{}\n]*)\}/g

/** A text with its placeholders filled in; what is filled in stays in one line. */
export const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  plainSigns(
    text.replaceAll(PLACEHOLDER, (_whole, name: string) => (values[name.trim()] ?? '').replaceAll(/\s+/g, ' ').trim()),
  ).trim()

export const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim())),
]

const signs: Readonly<Record<string, string>> = {
  '„': '"',
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '‚': "'",
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
}

/** Quotes, dashes and spaces as SMS have them: one sign that is not in their alphabet makes the whole text cost twice. */
export const plainSigns = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(/[„“”«»‚‘’–—‐‑…\u00a0\u202f\u2009]/g, (sign) => signs[sign] ?? sign)
