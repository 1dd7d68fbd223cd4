import { createRequire } from 'node:module'
import type * as Parsing from 'fast-xml-parser'

/** An element: its text under `#text`, its attributes under `@name`, its children by their names, each a list. */
export type Element = { readonly [name: string]: readonly Element[] | string }

const MOST_CHARACTERS = 30_000_000

/**
 * Reads XML without looking at prefixes.
 * @returns the root elements; undefined for what is no XML, and for XML that declares a document type: entities and files
 * from elsewhere have no place in what strangers send
 */
export function readXml(xml: string): Element | undefined {
  if (xml.length > MOST_CHARACTERS || /<!(?:DOCTYPE|ENTITY)/i.test(xml)) return undefined
  const { XMLParser } = createRequire(import.meta.url)('fast-xml-parser') as typeof Parsing
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: true,
    alwaysCreateTextNode: true,
    processEntities: false, // below, in one pass
    isArray: (_name: string, _path: unknown, _leaf: boolean, isAttribute: boolean) => !isAttribute,
  })
  try {
    return parser.parse(xml.replace(/^\uFEFF/, ''), true) as Element
  } catch {
    return undefined
  }
}

/** The elements at a path; `A|B` where versions of a format use different names. */
export function all(of: Element | undefined, path: string): Element[] {
  let found = of ? [of] : []
  for (const step of path.split('/')) {
    const names = step.split('|')
    found = found.flatMap((one) =>
      names.flatMap((name) => {
        const inner = one[name]
        return typeof inner === 'object' ? [...inner] : []
      }),
    )
  }
  return found
}

export const first = (of: Element | undefined, path: string): Element | undefined => all(of, path)[0]

const LONGEST = 2_000
/** The text of an element, bounded; undefined where it is empty. */
export function own(element: Element | undefined): string | undefined {
  const value = element?.['#text']
  const text =
    typeof value === 'string'
      ? decoded(value)
          .replaceAll(/[^\S\n]+/g, ' ')
          .trim()
      : ''
  return text === '' ? undefined : text.slice(0, LONGEST)
}

/** The text at the first of these paths that has one. */
export const text = (of: Element | undefined, ...paths: readonly string[]): string | undefined =>
  paths.flatMap((path) => all(of, path).flatMap((one) => own(one) ?? []))[0]

export const attribute = (element: Element | undefined, name: string): string | undefined => {
  const value = element?.[`@${name}`]
  return typeof value === 'string' && value !== '' ? decoded(value) : undefined
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Characters that XML writes by name or number. What stands for no character is left as it is. */
const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal_, hex, name) => {
    if (typeof name === 'string') return named[name.toLowerCase()] ?? whole
    const code = typeof decimal_ === 'string' ? Number(decimal_) : Number.parseInt(String(hex), 16)
    const isCharacter = code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : ' '
  })

/** `2026-11-22` of `20261122`, `2026-11-22` or `2026-11-22T00:00:00`; undefined for anything else. */
export function date(value: string | undefined): string | undefined {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})(?:$|[T+Z])/.exec(value ?? '')
  if (!found) return undefined
  try {
    return Temporal.PlainDate.from(`${found[1]}-${found[2]}-${found[3]}`).toString()
  } catch {
    return undefined
  }
}

/** A decimal as written, without what only fills: `10.50` and `10.5` are `10.5`; undefined for what is none. */
export function decimal(value: string | undefined): string | undefined {
  const found = /^([-+]?)0*(\d{1,18})(?:\.(\d{0,12}?)0*)?$/.exec(value ?? '')
  if (!found) return undefined
  const [, sign, whole = '', fraction = ''] = found
  const plain = fraction === '' ? whole : `${whole}.${fraction}`
  return sign === '-' && /[1-9]/.test(plain) ? `-${plain}` : plain
}

/** Leaves out what is not there, so that equal invoices are equal. */
export const present = <T extends Readonly<Record<string, unknown>>>(
  given: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
