// Rings in a graph of names.

/** One ring (a -> b -> a) for each group of names that all reach each other. */
export function cycles(links: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  return groups(links).map((group) => shortestRing(links, group))
}

/** Tarjan's strongly connected groups of more than one name. */
function groups(links: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>()
  const stack: string[] = []
  const waiting = new Set<string>()
  const found: string[][] = []
  const visit = (name: string): number => {
    const number = order.size
    let low = number
    order.set(name, number)
    stack.push(name)
    waiting.add(name)
    for (const next of links.get(name) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (waiting.has(next)) low = Math.min(low, order.get(next) ?? low)
    }
    if (low === number) {
      const group = stack.splice(stack.indexOf(name))
      for (const member of group) waiting.delete(member)
      if (group.length > 1) found.push(group)
    }
    return low
  }
  for (const name of links.keys()) if (!order.has(name)) visit(name)
  return found
}

/** The shortest way from the group's first name back to itself. */
function shortestRing(links: ReadonlyMap<string, ReadonlySet<string>>, group: string[]): string[] {
  const start = group.toSorted()[0] ?? ''
  const queue: string[][] = [[start]]
  const seen = new Set<string>()
  for (const path of queue) {
    for (const next of links.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, start]
      if (seen.has(next) || !group.includes(next)) continue
      seen.add(next)
      queue.push([...path, next])
    }
  }
  return group
}
