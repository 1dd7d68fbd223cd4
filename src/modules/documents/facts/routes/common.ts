import type { Raw } from '#platform/http/route.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const isId = (text: string | undefined): text is string => text !== undefined && UUID.test(text)

/** The ids among what a form sent under one name. */
export const idsIn = (value: unknown): string[] => [
  ...new Set([value].flat().filter((one): one is string => typeof one === 'string' && isId(one))),
]

/** Every field as text; several under one name with commas between them. */
export const textsIn = (fields: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const all = [value].flat().filter((one): one is string => typeof one === 'string')
      return all.length > 0 ? [[name, all.join(',')]] : []
    }),
  )

/** Words with commas between them, as a list; bounded. */
export const listed = (text: string): string[] =>
  [...new Set(text.split(',').map((one) => one.trim()).filter(Boolean))].slice(0, 40).map((one) => one.slice(0, 80)) // oxfmt-ignore
