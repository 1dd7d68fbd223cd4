// What the island needs of the form's rules; runs in browsers.
import { readIban } from '#platform/text/iban.ts'
import type { FieldKind } from '../../types.ts'
import { amountValue, readAmount } from '../page/amounts.ts'
import { monthOf } from '../page/month.ts'
import { dateEntered } from './entered.ts'

export { entered, placeFrom } from './entered.ts'

/** The value in words that were marked on a page; undefined where there is none of this kind. */
export function readEntered(kind: FieldKind, text: string): string | undefined {
  switch (kind) {
    case 'date':
      return dateIn(text)
    case 'amount': {
      const amount = readAmount(text)
      return amount && amountValue(amount.cents, amount.currency)
    }
    case 'iban': {
      const iban = readIban(text.replace(/^\s*IBAN:?\s*/i, ''))
      return 'iban' in iban ? iban.iban : undefined
    }
    case 'text':
    case 'number':
    case 'choice':
      return text
  }
}

function dateIn(text: string): string | undefined {
  const plain = text.replaceAll(/[^\p{L}\d.\- ]/gu, ' ').trim()
  const written = /(\d{1,2})\.?\s+(\p{L}+)\.?\s+(\d{4})/u.exec(plain)
  const month = written && monthOf(written[2] ?? '')
  if (written && month) return dateEntered(`${written[1]}.${month}.${written[3]}`)
  const found = /\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d{2}-\d{2}/.exec(plain)
  return found ? dateEntered(found[0]) : undefined
}
