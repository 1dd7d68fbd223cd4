export const languages = ['de', 'en'] as const
export type Language = (typeof languages)[number]

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value)

const longestHeader = 1_000
const mostWishes = 32

/** The offered language a browser's Accept-Language header wants most (RFC 9110, 12.5.4); else the first offered. */
export const negotiate = (acceptLanguage: string | undefined, offered: readonly Language[]): Language => {
  const fallback = offered[0] ?? 'de'
  const wishes = (acceptLanguage ?? '').slice(0, longestHeader).split(',').slice(0, mostWishes).map(readWish)
  const excluded = new Set(wishes.filter((wish) => wish.weight === 0).map((wish) => wish.primary))
  const wanted = wishes.filter((wish) => wish.weight > 0).sort((a, b) => b.weight - a.weight)
  for (const wish of wanted) {
    const found =
      wish.primary === '*'
        ? offered.find((language) => !excluded.has(language))
        : offered.find((language) => language === wish.primary)
    if (found) return found
  }
  return fallback
}

const readWish = (part: string): { primary: string; weight: number } => {
  const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
  const quality = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='))
  const weight =
    quality === undefined ? 1 : /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? Number(quality.slice(2)) : 0
  return { primary: range.trim().split('-')[0] ?? '', weight }
}
