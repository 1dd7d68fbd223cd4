// What changed between two texts, word by word. Pure.

export type Piece = { readonly is: 'same' | 'added' | 'removed'; readonly words: readonly string[] }

/** More differences than this are another text, not another version of one. */
const MOST_CHANGES = 1_500

/** The words of a text as people read them; spaces and line ends are no difference. */
export const wordsOf = (text: string): string[] => text.normalize('NFC').match(/\S+/gu) ?? []

/**
 * The fewest words to take out and put in that make one text the other (Myers 1986, An O(ND) difference algorithm).
 * @returns undefined where there are too many
 */
export function diff(older: readonly string[], newer: readonly string[]): Piece[] | undefined {
  let head = 0
  while (head < older.length && head < newer.length && older[head] === newer[head]) head++
  let tail = 0
  while (
    tail < older.length - head &&
    tail < newer.length - head &&
    older[older.length - 1 - tail] === newer[newer.length - 1 - tail]
  )
    tail++
  const middle = changes(older.slice(head, older.length - tail), newer.slice(head, newer.length - tail))
  if (!middle) return undefined
  return joined([
    { is: 'same', words: older.slice(0, head) },
    ...middle,
    { is: 'same', words: older.slice(older.length - tail) },
  ])
}

function changes(older: readonly string[], newer: readonly string[]): Piece[] | undefined {
  const most = Math.min(MOST_CHANGES, older.length + newer.length)
  const offset = most + 1
  let reached = new Int32Array(2 * offset + 1)
  const before: Int32Array[] = []
  for (let count = 0; count <= most; count++) {
    before.push(reached)
    const next = reached.slice()
    for (let k = -count; k <= count; k += 2) {
      const down = k === -count || (k !== count && (reached[offset + k - 1] ?? 0) < (reached[offset + k + 1] ?? 0))
      let x = down ? (reached[offset + k + 1] ?? 0) : (reached[offset + k - 1] ?? 0) + 1
      while (x < older.length && x - k < newer.length && older[x] === newer[x - k]) x++
      next[offset + k] = x
      if (x >= older.length && x - k >= newer.length) return walkedBack(before, offset, older, newer)
    }
    reached = next
  }
  return undefined
}

/** The way that was found, from its end to its beginning. */
function walkedBack(
  before: readonly Int32Array[],
  offset: number,
  older: readonly string[],
  newer: readonly string[],
): Piece[] {
  const pieces: Piece[] = []
  let [x, y] = [older.length, newer.length]
  for (let count = before.length - 1; count >= 0; count--) {
    const reached = before[count] ?? new Int32Array()
    const k = x - y
    const down = k === -count || (k !== count && (reached[offset + k - 1] ?? 0) < (reached[offset + k + 1] ?? 0))
    const fromK = down ? k + 1 : k - 1
    const fromX = count === 0 ? 0 : (reached[offset + fromK] ?? 0)
    const fromY = count === 0 ? 0 : fromX - fromK
    while (x > fromX && y > fromY && x > 0 && y > 0 && older[x - 1] === newer[y - 1]) {
      pieces.push({ is: 'same', words: [older[x - 1] ?? ''] })
      x--
      y--
    }
    if (count === 0) break
    if (down) pieces.push({ is: 'added', words: [newer[--y] ?? ''] })
    else pieces.push({ is: 'removed', words: [older[--x] ?? ''] })
  }
  return pieces.toReversed()
}

/** Neighbours of one kind become one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: { is: Piece['is']; words: string[] }[] = []
  for (const { is, words } of pieces) {
    if (words.length === 0) continue
    const last = all.at(-1)
    if (last?.is === is) last.words.push(...words)
    else all.push({ is, words: [...words] })
  }
  return all
}

const AROUND = 12

/** Leaves out what stayed the same, but for some words around each change; `…` stands for what was left out. */
export function shortened(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, place): Piece => {
    if (piece.is !== 'same' || piece.words.length <= 2 * AROUND + 1) return piece
    const head = place === 0 ? [] : piece.words.slice(0, AROUND)
    const tail = place === pieces.length - 1 ? [] : piece.words.slice(-AROUND)
    return { is: 'same', words: [...head, '…', ...tail] }
  })
}
