import { randomInt } from 'node:crypto'

/** Repeatable chance: the seed is printed, and `BELEGT_SEED` plays the same game again. */
export function dice(): { seed: number; random: () => number } {
  const seed = Number(process.env['BELEGT_SEED'] ?? randomInt(2 ** 31))
  let state = seed
  // mulberry32, public domain
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, random }
}
