/** A piece of a mail's text: words, something filled in, or a link whose words may hold something filled in. */
export type Piece =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'placeholder'; readonly name: string }
  | { readonly is: 'link'; readonly words: readonly Piece[]; readonly to: Piece }

const LINK_OR_PLACEHOLDER = /\[([^[\]\n]+)\]\(([^()\s]*)\)|\{([^{}\n]*)\}/gu

/** The pieces of one paragraph or line; what is neither link nor placeholder stays as it was written. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let read = 0
  for (const found of text.matchAll(LINK_OR_PLACEHOLDER)) {
    if (found.index > read) pieces.push({ is: 'text', text: text.slice(read, found.index) })
    const [whole, words, target = '', placeholder] = found
    pieces.push(
      words === undefined
        ? { is: 'placeholder', name: (placeholder ?? '').trim() }
        : { is: 'link', words: piecesOf(words), to: targetOf(target) },
    )
    read = found.index + whole.length
  }
  if (read < text.length) pieces.push({ is: 'text', text: text.slice(read) })
  return pieces
}

const targetOf = (target: string): Piece => {
  const name = /^\{([^{}]*)\}$/u.exec(target)?.[1]
  return name === undefined ? { is: 'text', text: target } : { is: 'placeholder', name: name.trim() }
}

/** A text as written, in paragraphs: blank lines part them, single line breaks stay. */
export const paragraphsOf = (text: string): readonly (readonly Piece[])[] =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n\s*/u)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map(piecesOf)

/** The names of all placeholders in these pieces, also in links. */
export const placeholdersIn = (pieces: readonly Piece[]): readonly string[] =>
  pieces.flatMap((piece) =>
    piece.is === 'placeholder'
      ? [piece.name]
      : piece.is === 'link'
        ? [...placeholdersIn(piece.words), ...placeholdersIn([piece.to])]
        : [],
  )
