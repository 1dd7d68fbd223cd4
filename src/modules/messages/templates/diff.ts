/** Words that stayed, were taken away or were added, in the order in which they are read. */
export type Change = { readonly is: 'same' | 'gone' | 'new'; readonly text: string }

/** Beyond this the middle is shown as replaced as a whole: a table of all words by all words would grow too large. */
const MOST_CELLS = 4_000_000

const wordsOf = (text: string) => text.match(/\s+|[^\s]+/gu) ?? []

/** What turns one text into the other, word by word (longest common subsequence). */
export function changesBetween(before: string, after: string): readonly Change[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)]
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (
    tail < old.length - head &&
    tail < fresh.length - head &&
    old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]
  )
    tail++
  const middle = between(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail))
  return joined([
    ...old.slice(0, head).map((text) => ({ is: 'same', text }) as const),
    ...middle,
    ...old.slice(old.length - tail).map((text) => ({ is: 'same', text }) as const),
  ])
}

function between(old: readonly string[], fresh: readonly string[]): Change[] {
  const gone = old.map((text) => ({ is: 'gone', text }) as const)
  const added = fresh.map((text) => ({ is: 'new', text }) as const)
  if (old.length === 0 || fresh.length === 0 || old.length * fresh.length > MOST_CELLS) return [...gone, ...added]
  const width = fresh.length + 1
  const longest = new Uint32Array((old.length + 1) * width)
  const at = (line: number, place: number) => longest[line * width + place] ?? 0
  for (let line = old.length - 1; line >= 0; line--)
    for (let place = fresh.length - 1; place >= 0; place--)
      longest[line * width + place] =
        old[line] === fresh[place] ? at(line + 1, place + 1) + 1 : Math.max(at(line + 1, place), at(line, place + 1))
  const changes: Change[] = []
  let [line, place] = [0, 0]
  while (line < old.length || place < fresh.length) {
    const [was, is] = [old[line], fresh[place]]
    if (was !== undefined && was === is) {
      changes.push({ is: 'same', text: was })
      line++
      place++
    } else if (is === undefined || (was !== undefined && at(line + 1, place) >= at(line, place + 1))) {
      changes.push({ is: 'gone', text: was ?? '' })
      line++
    } else {
      changes.push({ is: 'new', text: is })
      place++
    }
  }
  return changes
}

function joined(changes: readonly Change[]): Change[] {
  const runs: Change[] = []
  for (const change of changes) {
    const last = runs.at(-1)
    if (last?.is === change.is) runs[runs.length - 1] = { is: last.is, text: last.text + change.text }
    else runs.push(change)
  }
  return runs
}
