import type { Notice, Part } from './types.ts'

/** One matter that differs between two versions: lines that went and lines that came. */
export type Difference = {
  readonly id: string
  readonly title: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly gone: readonly string[]
  readonly came: readonly string[]
}

const linesOf = (part: Part): string[] => [
  part.title,
  ...part.text,
  ...(part.facts ?? []).flatMap(({ term, values }) => values.map((value) => `${term}: ${value}`)),
]

const partsOf = (notice: Notice): Part[] => [
  { id: 'glance', title: notice.title, text: notice.glance },
  ...notice.parts,
]

/** What changed from one version to the next, in the order of the newer one; removed matters last. */
export function difference(older: Notice, newer: Notice): Difference[] {
  const before = new Map(partsOf(older).map((part) => [part.id, part]))
  const after = partsOf(newer)
  const now = new Set(after.map(({ id }) => id))
  return [
    ...after.flatMap((part): Difference[] => {
      const was = before.get(part.id)
      if (!was) return [{ id: part.id, title: part.title, kind: 'added', gone: [], came: linesOf(part) }]
      const [gone, came] = [without(linesOf(was), linesOf(part)), without(linesOf(part), linesOf(was))]
      return gone.length + came.length === 0 ? [] : [{ id: part.id, title: part.title, kind: 'changed', gone, came }]
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((part): Difference => ({ id: part.id, title: part.title, kind: 'removed', gone: linesOf(part), came: [] })),
  ]
}

/** The lines of one that the other does not have, each as often as it has more. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}
