/**
 * Does the same work once for all who wait for it. Who asks while it is under way gets the next round, which begins when
 * this one has ended: so nobody is given what was read before he asked, and however many ask, at most one works.
 */
export function together<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<unknown>>()
  const next = new Map<string, Promise<T>>()

  function begin(key: string, work: () => Promise<T>): Promise<T> {
    const round = work()
    const over = () => {
      if (underWay.get(key) === ended) underWay.delete(key)
    }
    const ended: Promise<void> = round.then(over, over)
    underWay.set(key, ended)
    return round
  }

  return (key, work) => {
    const waiting = next.get(key)
    if (waiting) return waiting
    const before = underWay.get(key)
    if (!before) return begin(key, work)
    const round = before.then(() => {
      next.delete(key)
      return begin(key, work)
    })
    next.set(key, round)
    return round
  }
}
