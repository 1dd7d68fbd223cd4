import { refuse } from '../errors/errors.ts'
import type { Input, Problems, Raw } from './route.ts'

const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'
const MOST_FIELDS = 500

/** What a form field holds: text, several texts of one name, or an uploaded file. */
export type FieldValue = string | string[] | File

/** Reads a body up to its bound, whatever its declared length says. */
export async function bounded(request: Request, most: number): Promise<Buffer> {
  const declared = request.headers.get('content-length')
  const tooLarge = () => refuse('platform.too-large', 'invalid', { most })
  if (Number(declared ?? 0) > most) throw tooLarge()
  if (declared !== null) {
    // no more than was declared comes through the server's parser: it is read without a stream around it
    const body = Buffer.from(await request.arrayBuffer())
    if (body.length > most) throw tooLarge()
    return body
  }
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.length
    if (size > most) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function collect(entries: Iterable<[string, string | File]>): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = Object.create(null)
  let count = 0
  for (const [name, value] of entries) {
    if (++count > MOST_FIELDS) throw refuse('platform.too-many-fields', 'invalid', { most: MOST_FIELDS })
    const before = fields[name]
    if (typeof value !== 'string' || before === undefined) fields[name] = value
    else if (typeof before === 'string') fields[name] = [before, value]
    else if (Array.isArray(before)) before.push(value)
  }
  return fields
}

/** The fields of a form, or the query of a GET. */
export async function readFields(request: Request, url: URL, most: number): Promise<Record<string, FieldValue>> {
  if (request.method !== 'POST') return collect(url.searchParams)
  const type = request.headers.get('content-type') ?? ''
  const body = await bounded(request, most)
  if (type.startsWith(FORM)) return collect(new URLSearchParams(body.toString('utf8')))
  if (type.startsWith(MULTIPART)) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    return collect(form as unknown as Iterable<[string, string | File]>)
  }
  if (body.length === 0) return {}
  throw refuse('platform.not-a-form', 'invalid')
}

export type Checked = { readonly value: Record<string, unknown> } | { readonly problems: Problems; readonly raw: Raw }

/** Checks fields against a route's schema. A problem is the code that the schema's message gives, per field. */
export function check(schema: Input, fields: Record<string, FieldValue>): Checked {
  const outcome = schema.safeParse(fields)
  if (outcome.success) return { value: outcome.data }
  const problems: Record<string, string> = {}
  for (const issue of outcome.error.issues) problems[String(issue.path[0] ?? '')] ??= issue.message
  return { problems, raw: rawOf(fields) }
}

export const rawOf = (fields: Record<string, FieldValue>): Raw =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : Array.isArray(value) ? [[name, value.join(',')]] : [],
    ),
  )
