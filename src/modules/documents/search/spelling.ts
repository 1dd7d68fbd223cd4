// Pure rules for words that mean the same but are written or were read differently.

const umlauts: Readonly<Record<string, string>> = { ä: 'a', ö: 'o', ü: 'u', ae: 'a', oe: 'o', ue: 'u', ß: 'ss' }

/** Spellings of umlauts and accents made one: `kündigung`, `kuendigung` and `kundigung` meet. */
export const folded = (form: string): string =>
  form
    .replaceAll(/ä|ö|ü|ae|oe|ue|ß/g, (found) => umlauts[found] ?? found)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')

const confused: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/ii|li|il/g, 'u'],
  [/[1|lj!]/g, 'i'],
  [/[0ö]/g, 'o'],
  [/5/g, 's'],
  [/8/g, 'b'],
  [/[9q]/g, 'g'],
  [/6/g, 'b'],
]

/** What a recognised text may have confused made one: `Rechnurng`, `Rechnunq` and `Rechnung` are near each other. */
export const asRecognised = (form: string): string =>
  confused.reduce((text, [from, to]) => text.replaceAll(from, to), folded(form))

/** The letters of a word as bits, by which most words that differ too much are told apart at once. */
export function lettersOf(form: string): number {
  let bits = 0
  for (let place = 0; place < form.length; place++) bits |= 1 << (form.charCodeAt(place) % 31)
  return bits
}

function bitsIn(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** Whether two words can be within `most` changes of each other by their letters alone. */
export const mayBeNear = (one: number, other: number, most: number): boolean =>
  bitsIn(one & ~other) <= most && bitsIn(other & ~one) <= most

/** Damerau-Levenshtein distance with neighbours exchanged as one change; more than `most` is told as `most + 1`. */
export function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, place) => place)
  for (let row = 1; row <= one.length; row++) {
    const now = [row]
    let least = row
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      let cost = Math.min((last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      now.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return most + 1
    before = last
    last = now
  }
  return Math.min(last[other.length] ?? 0, most + 1)
}
