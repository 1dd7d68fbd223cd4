/** `-5 EUR` as `-0,05 EUR`. */
export function amountText(value: string): string {
  const [, sign = '', cents = '', currency = ''] = /^(-?)(\d+) (\w+)$/.exec(value) ?? []
  if (cents === '') return value
  const padded = cents.padStart(3, '0')
  return `${sign}${padded.slice(0, -2)},${padded.slice(-2)} ${currency}`
}
