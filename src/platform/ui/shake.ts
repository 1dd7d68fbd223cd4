/**
 * Leaves out of a compiled style sheet what no page uses: rules for foreign classes, custom properties nobody reads,
 * and images inside the sheet (the content policy allows none). Reads sass's compressed output; pure.
 */

type Part =
  | { readonly head: string; readonly body: string }
  | { readonly head: string; readonly parts: readonly Part[] }

const conditional = /^@(media|supports|layer|container)/

function parse(css: string): Part[] {
  const parts: Part[] = []
  let at = 0
  while (at < css.length) {
    const open = css.indexOf('{', at)
    if (open < 0) break
    const head = css.slice(at, open).replace(/^[;\s]+/, '')
    let depth = 1
    let end = open + 1
    while (depth > 0 && end < css.length) {
      if (css[end] === '{') depth += 1
      if (css[end] === '}') depth -= 1
      end += 1
    }
    if (depth > 0) throw new Error(`style sheet: a block is not closed after "${head.slice(0, 80)}"`)
    const inside = css.slice(open + 1, end - 1)
    parts.push(conditional.test(head) ? { head, parts: parse(inside) } : { head, body: inside })
    at = end
  }
  return parts
}

const write = (parts: readonly Part[]): string =>
  parts.map((part) => `${part.head}{${'parts' in part ? write(part.parts) : part.body}}`).join('')

/** Splits at a sign that stands outside brackets and quotes. */
export function splitOutside(text: string, sign: ',' | ';'): string[] {
  const pieces: string[] = []
  let depth = 0
  let quote = ''
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string
    if (quote) quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '(' || char === '[') depth += 1
    else if (char === ')' || char === ']') depth -= 1
    else if (char === sign && depth === 0) {
      pieces.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...pieces, text.slice(start)].filter((piece) => piece.trim() !== '')
}

const foreign = (selector: string, known: ReadonlySet<string>): boolean => {
  // `:not(.x)` of a class nobody writes always holds, so the rule stays.
  const positive = selector.replace(/:not\([^)]*\)/g, '')
  const names = positive.match(/\.kern-[\w-]+|\[data-kern-[^\]]*\]/g) ?? []
  return names.some((name) => !known.has(name.slice(1)))
}

function mapBodies(
  parts: readonly Part[],
  change: (head: string, body: string) => { head: string; body: string },
): Part[] {
  return parts.flatMap((part): Part[] => {
    if ('parts' in part) {
      const inner = mapBodies(part.parts, change)
      return inner.length > 0 ? [{ head: part.head, parts: inner }] : []
    }
    const changed = change(part.head, part.body)
    return changed.head && changed.body ? [changed] : []
  })
}

const property = (declaration: string): string => declaration.slice(0, declaration.indexOf(':')).trim()
const reads = (text: string): string[] =>
  text.match(/var\(\s*--[\w-]+/g)?.map((name) => name.slice(name.indexOf('--'))) ?? []

/** Custom properties that are read by a real property, directly or through others. */
function usedProperties(css: string): Set<string> {
  const meaning = new Map<string, string[]>()
  const used = new Set<string>()
  mapBodies(parse(css), (head, body) => {
    for (const declaration of splitOutside(body, ';')) {
      const name = property(declaration)
      if (name.startsWith('--')) meaning.set(name, [...(meaning.get(name) ?? []), ...reads(declaration)])
      else for (const read of reads(declaration)) used.add(read)
    }
    return { head, body }
  })
  for (const name of used) for (const read of meaning.get(name) ?? []) used.add(read)
  return used
}

/** `css` without rules for `.kern-*` classes outside `known`, without unread custom properties, without `url()`. */
export function leaveOutUnused(css: string, known: ReadonlySet<string>): string {
  const plain = css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\uFEFF/, '')
    // One layer of surfaces is in use, so KERN's contextual names mean the plain ones; its fallbacks are never reached.
    .replace(/var\((--kern-[\w-]+?)(?:-contextual)?\s*,[^()]*\)/g, 'var($1)')
    .replace(/var\(--kern-color-layout-layer-surface\)/g, 'var(--kern-color-layout-background-default-surface)')
  const kept = mapBodies(parse(plain), (head, body) => ({
    head: head.startsWith('@')
      ? head
      : splitOutside(head, ',')
          .filter((selector) => !foreign(selector, known))
          .join(','),
    body: splitOutside(body, ';')
      .filter((declaration) => !/url\(/.test(declaration))
      .join(';'),
  }))
  const used = usedProperties(write(kept))
  return write(
    mapBodies(kept, (head, body) => ({
      head,
      body: splitOutside(body, ';')
        .filter((declaration) => !property(declaration).startsWith('--') || used.has(property(declaration)))
        .join(';'),
    })),
  )
}
