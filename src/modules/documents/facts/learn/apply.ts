import type { Box, Fact, FieldKind } from '../../types.ts'
import { factOf } from '../find/candidates.ts'
import { identifierIn, type Near, type ReadLine, type ReadPage, textIn } from '../find/values.ts'
import type { Knowledge } from '../knowledge.ts'
import { amountValue } from '../page/amounts.ts'
import { boxOf, fold, type Run } from '../page/layout.ts'
import { kindOfField, shapeOf } from './shape.ts'
import type { Hint } from './types.ts'

/** The facts that what was learned of the sender finds; nothing where the page does not look as it did. */
export function learnedFacts(pages: readonly ReadPage[], { learned, fields }: Knowledge): Fact[] {
  const [sender] = learned
  if (!sender) return []
  const name: Fact[] =
    sender.name === '' ? [] : [{ field: 'sender', value: sender.name, confidence: 0.97, by: 'learned' }]
  const byField = Map.groupBy(sender.hints, ({ field }) => field)
  const kinds = new Map(fields.map(({ id, kind }) => [id, kind]))
  return [
    ...name,
    ...[...byField].flatMap(([field, hints]) => {
      const kind = kinds.get(field) ?? kindOfField(field)
      const found = hints.flatMap((hint) => applied(pages, hint, kind)).toSorted((a, b) => b.confidence - a.confidence)
      return found.slice(0, 1)
    }),
  ]
}

type Value = Run & { readonly value: string }

/** The value where the hint says that it stands: behind its words, below them, or at its place. */
function applied(pages: readonly ReadPage[], hint: Hint, kind: FieldKind): Fact[] {
  const page = pages.find((one) => (hint.page < 0 ? one.last : one.page.number === hint.page)) ?? pages[0]
  if (!page) return []
  const firm = Math.min(0.03, hint.times * 0.01)
  const found = page.lines.flatMap((line, index) =>
    valuesOn(line, kind).flatMap((value): { value: Value; sure: number }[] => {
      const left = hint.left !== '' && foldedBefore(line, value.from).endsWith(hint.left)
      const above = hint.above !== '' && foldedAbove(page, index, boxOf(value)).includes(hint.above)
      const alike = kind === 'text' || kind === 'choice' || shapeOf(value.value) === hint.shape
      const there = distance(boxOf(value), hint.box)
      if (left) return [{ value, sure: (alike ? 0.94 : 0.84) - Math.min(0.06, there / 5) }]
      if (above && Math.abs(boxOf(value).x - hint.box.x) < 0.12)
        return [{ value, sure: (alike ? 0.92 : 0.8) - Math.min(0.06, there / 5) }]
      // without words around it only its place and its look can tell
      if (line.placed && hint.left === '' && hint.above === '' && there < 0.03 && alike)
        return [{ value, sure: 0.86 - there }]
      return []
    }),
  )
  const [best] = found.toSorted((a, b) => b.sure - a.sure)
  return best ? [factOf(hint.field, { ...best.value, sure: 0 }, Math.min(0.97, best.sure + firm), 'learned')] : []
}

const distance = (one: Box, other: Box) => Math.hypot(one.x - other.x, one.y + one.height - other.y - other.height)

const foldedBefore = (line: ReadLine, until: number) => fold(line.words.slice(0, until).map(({ text }) => text).join(' ')) // oxfmt-ignore

/** What stands right above a place, folded. */
export function foldedAbove(page: ReadPage, index: number, box: Box): string {
  for (let above = index - 1; above >= Math.max(0, index - 3); above--) {
    const line = page.lines[above]
    if (!line || box.y - line.box.y > 0.09) return ''
    const words = line.words.filter(
      (word) => word.box.x < box.x + box.width + 0.01 && word.box.x + word.box.width > box.x - 0.01,
    )
    if (words.length > 0) return fold(words.map(({ text }) => text).join(' '))
  }
  return ''
}

/** Everything on a line that can be a value of this kind. */
export function valuesOn(line: ReadLine, kind: FieldKind): Value[] {
  const whole: Near = { line, from: 0, to: line.words.length, where: 'right' }
  switch (kind) {
    case 'date':
      return [...line.dates]
    case 'amount':
      return line.amounts.map((one) => ({ ...one, value: amountValue(one.cents, one.currency) }))
    case 'iban':
      return [...line.ibans]
    case 'number':
      return line.words.flatMap((_, from) => {
        const found = identifierIn({ ...whole, from })
        return found && found.from === from ? [found] : []
      })
    case 'text':
    case 'choice':
      return line.words.flatMap((_, from) => textIn({ ...whole, from }) ?? [])
  }
}
