import type { Fact } from '../../types.ts'
import { type AmountThere, amountValue } from '../page/amounts.ts'
import { bestOf, type Candidate } from './candidates.ts'
import { nearOf, type ReadLine, type ReadPage, within } from './values.ts'

type Rated = AmountThere & { readonly sure: number; readonly page: ReadPage }

const INCLUDED = /(?:inkl|incl|einschl|enthalt|enthält|darin|davon|including)/i
const RATES = [0.19, 0.07, 0.16, 0.05, 0.2, 0.1, 0.081, 0.077]

/** The amount to pay, and what it is made of. */
export function findAmounts(pages: readonly ReadPage[]): Fact[] {
  const all = pages.flatMap((page) => page.lines.flatMap((line) => line.amounts.map((amount) => ({ ...amount, page }))))
  const rated = pages.flatMap((page) => labelled(page))
  const grand = rated.filter(({ field }) => field === 'amount')
  const nets = rated.filter(({ field }) => field === 'net-amount')
  const taxes = rated.filter(({ field }) => field === 'tax-amount')
  const values = new Set(all.map(({ cents }) => cents))
  const candidates = grand.length > 0 ? grand : guessed(all, values)
  const proven = candidates.map((one) => ({ ...one, sure: one.sure + (addsUp(one.cents, values) ? 0.08 : 0) }))
  const amount = bestOf('amount', proven.map(candidate))
  const cents = Number(amount[0]?.value.split(' ')[0] ?? Number.NaN)
  const fits = (one: Rated & { field: string }, other: readonly (Rated & { field: string })[]) => {
    const pairs = other.some((two) => Math.abs(one.cents + two.cents - cents) <= 2)
    return { ...one, sure: pairs ? 0.95 : Math.min(one.sure, 0.6) }
  }
  return [
    ...amount,
    ...bestOf('net-amount', nets.filter((one) => !(one.cents >= cents)).map((one) => candidate(fits(one, taxes)))),
    ...bestOf('tax-amount', taxes.filter((one) => !(one.cents >= cents)).map((one) => candidate(fits(one, nets)))),
  ] // oxfmt-ignore
}

const candidate = (one: Rated): Candidate => ({
  line: one.line,
  from: one.from,
  to: one.to,
  value: amountValue(one.cents, one.currency),
  sure: one.sure,
})

function labelled(page: ReadPage): (Rated & { readonly field: string })[] {
  return page.lines.flatMap((line, index) =>
    line.labels.flatMap((label, place) => {
      if (!['amount', 'net-amount', 'tax-amount'].includes(label.field)) return []
      // `Gesamtbetrag inkl. 19 % MwSt. 119,00`: the tax is only mentioned
      const earlier = line.labels[place - 1]
      const between = earlier && line.amounts.some((one) => one.from >= earlier.to && one.to <= label.from)
      if (label.field === 'tax-amount' && earlier?.field === 'amount' && !between) return []
      if (label.field === 'amount' && INCLUDED.test(line.words[label.from - 1]?.text ?? '')) return []
      const found = amountNear(page, index, label, line)
      if (!found) return []
      const late = page.last ? 0.02 : page.page.number > 1 ? 0 : -0.02
      const placed = found.below ? 0.9 : 1
      const unmarked = found.amount.marked ? 0 : -0.03
      return [
        {
          ...found.amount,
          page,
          field: label.field,
          sure: 0.9 * label.weight * placed + late + unmarked + lower(line),
        },
      ]
    }),
  )
}

/** Sums stand below what they sum up. */
const lower = (line: ReadLine) => Math.min(0.05, line.box.y * 0.06)

function amountNear(page: ReadPage, index: number, label: ReadLine['labels'][number], line: ReadLine) {
  const onward = line.labels.filter(
    (one) => one.from >= label.to && one.field !== 'tax-amount' && !one.field.startsWith('!'),
  )
  const until = onward[0]?.from ?? line.words.length
  const right = line.amounts.filter((one) => one.from >= label.to && one.to <= until)
  const last = right.at(-1)
  if (last) {
    const next = line.labels.find((one) => one.from >= label.to && one.from < last.from)
    const own = next ? right.filter((one) => one.to <= next.from).at(-1) : undefined
    return { amount: own ?? last, below: false }
  }
  for (const near of nearOf(page, index, label).filter(({ where }) => where === 'below')) {
    const amount = within(near.line.amounts, near)[0]
    if (amount) return { amount, below: true }
  }
  return undefined
}

/** Without any label: the largest amount, rather if the others add up to it. */
function guessed(
  all: readonly (AmountThere & { page: ReadPage })[],
  values: ReadonlySet<number>,
): (Rated & { field: string })[] {
  const most = Math.max(0, ...all.map(({ cents }) => cents))
  return all
    .filter(({ cents }) => cents === most && cents > 0)
    .map((one) => ({
      ...one,
      field: 'amount',
      sure: (addsUp(one.cents, values) ? 0.6 : 0.34) + (one.marked ? 0.05 : 0),
    }))
}

/** Whether it is a net amount and its tax, both on the document. */
function addsUp(gross: number, values: ReadonlySet<number>): boolean {
  for (const rate of RATES) {
    const net = Math.round(gross / (1 + rate))
    for (const near of [net - 1, net, net + 1])
      if (near > 0 && values.has(near) && values.has(gross - near)) return true
  }
  return false
}
