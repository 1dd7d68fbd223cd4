// Chance that comes out the same again, and accounts drawn by it.
export type Chance = { int: (least: number, most: number) => number; of: <T>(some: readonly T[]) => T }

/** The same seed, the same letter (mulberry32). */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return { int, of: (some) => some[int(0, some.length - 1)] as (typeof some)[number] }
}

/** An account whose check digits fit. */
export function ibanFrom(random: Chance): string {
  const account = Array.from({ length: 18 }, () => random.int(0, 9)).join('')
  const check = 98n - (BigInt(`${account}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${account}`
}
