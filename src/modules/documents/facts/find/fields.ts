import type { Fact } from '../../types.ts'
import type { WantedField } from '../knowledge.ts'
import { amountValue } from '../page/amounts.ts'
import { fold } from '../page/layout.ts'
import { bestOf, type Candidate } from './candidates.ts'
import type { Meaning } from './labels.ts'
import { identifierIn, type Near, nearOf, type ReadPage, textIn, within } from './values.ts'

/** The labels of the type's own fields, which go before ours. */
export const labelsOf = (fields: readonly WantedField[]): ReadonlyMap<string, Meaning> =>
  new Map(
    fields.flatMap(({ id, name, labels }) =>
      [name, ...labels].flatMap((label) => {
        const folded = fold(label)
        return folded.length >= 2 ? [[folded, { field: id, weight: 1 }] as const] : []
      }),
    ),
  )

/** The values of the type's own fields, behind or below their labels. */
export const findFields = (pages: readonly ReadPage[], fields: readonly WantedField[]): Fact[] =>
  fields.flatMap((field) =>
    bestOf(
      field.id,
      pages.flatMap((page) => valuesOf(page, field)),
    ),
  )

function valuesOf(page: ReadPage, field: WantedField): Candidate[] {
  return page.lines.flatMap((line, index) =>
    line.labels.flatMap((label): Candidate[] => {
      if (label.field !== field.id) return []
      for (const near of nearOf(page, index, label)) {
        const found = valueIn(near, field)
        if (found) return [{ ...found, sure: (near.where === 'right' ? 0.92 : 0.84) * label.weight }]
      }
      return []
    }),
  )
}

function valueIn(near: Near, { kind, choices }: WantedField): Omit<Candidate, 'sure'> | undefined {
  switch (kind) {
    case 'date':
      return within(near.line.dates, near)[0]
    case 'amount': {
      const amount = within(near.line.amounts, near)[0]
      return amount && { ...amount, value: amountValue(amount.cents, amount.currency) }
    }
    case 'iban':
      return within(near.line.ibans, near)[0]
    case 'number':
      return identifierIn(near)
    case 'text':
      return textIn(near)
    case 'choice': {
      const text = textIn(near)
      const chosen = text && choices.find((one) => fold(text.value).startsWith(fold(one)) && fold(one) !== '')
      return text && chosen !== undefined ? { ...text, value: chosen } : undefined
    }
  }
}
