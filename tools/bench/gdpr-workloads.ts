// The workloads of GDPRbench (PVLDB 13(7), 2020) in the words of a store; gdprbench.ts runs them.
import { randomUUID } from 'node:crypto'
import { NOW } from './support.ts'

/** Values of each of the metadata that groups of records share. */
export const GROUPS = 1_000

/** One store: reads and writes as the workloads ask for them. `ours` goes through scope, policies, seals and the eraser. */
export type Store = {
  create(id: string, person: string, group: string): Promise<unknown>
  rows(where: string, value: string, opened: boolean): Promise<number>
  update(where: string, value: string, column: string, to: string): Promise<unknown>
  remove(where: string, value: string): Promise<unknown>
  logs(): Promise<unknown>
}
export type Ids = { readonly ids: readonly string[]; readonly persons: readonly string[] }
export type Pick = { one(list: readonly string[]): string; group(): string }
type Work = (store: Store, pick: Pick, known: Ids, n: number) => Promise<unknown>

/** The workloads of PVLDB 13(7) 2020, table 3: shares in percent. */
export const workloads: Readonly<
  Record<string, { uniform?: true; operations: readonly (readonly [share: number, Work])[] }>
> = {
  controller: {
    uniform: true,
    operations: [
      [25, (s, p, { persons }) => s.create(randomUUID(), p.one(persons), p.group())],
      [9, (s, p) => s.remove('purpose', p.group())],
      [8, (s, p) => s.remove('ttl', ttlOf(p.group()))],
      [8, (s, p, { persons }) => s.remove('person_id', p.one(persons))],
      [17, (s, p, _, n) => s.update('purpose', p.group(), 'decision', `d${n}`)],
      [17, (s, p, { persons }, n) => s.update('person_id', p.one(persons), 'decision', `d${n}`)],
      [16, (s, p, _, n) => s.update('shared', p.group(), 'decision', `d${n}`)],
    ],
  },
  customer: {
    operations: [
      [20, (s, p, { persons }) => s.rows('person_id', p.one(persons), true)],
      [20, (s, p, { ids }) => s.rows('id', p.one(ids), false)],
      [20, (s, p, { ids }, n) => s.update('id', p.one(ids), 'source', `s${n}`)],
      [20, (s, p, { ids }, n) => s.update('id', p.one(ids), 'objection', `o${n}`)],
      [20, (s, p, { ids }) => s.remove('id', p.one(ids))],
    ],
  },
  processor: {
    operations: [
      [80, (s, p, { ids }) => s.rows('id', p.one(ids), true)],
      [10, (s, p) => s.rows('purpose', p.group(), true)],
      [10, (s, p) => s.rows('objection', p.group(), true)],
    ],
  },
  regulator: {
    operations: [
      [46, (s, p, { persons }) => s.rows('person_id', p.one(persons), false)],
      [31, (s) => s.logs()],
      [23, (s, p, { ids }) => s.rows('id', p.one(ids), false)],
    ],
  },
}

const ttlOf = (group: string) =>
  Temporal.Instant.from(NOW)
    .add({ hours: Number(group.slice(1)) })
    .toString()

/** The same choices for both stores: a small generator with a seed; skewed as a Zipf distribution is, or even. */
export function picker(seed: number, uniform: boolean): Pick & { next(): number } {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const place = (count: number) => Math.floor((uniform ? next() : next() ** 3) * count)
  return { next, one: (list) => list[place(list.length)]!, group: () => `g${place(GROUPS)}` }
}
