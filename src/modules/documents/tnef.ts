// What Outlook and Exchange send as `winmail.dat`: MS-OXTNEF (attributes) with MS-OXCDATA 2.11 (types of properties).

/** A file that lay in a message of this format. */
export type TnefFile = { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }
export type Tnef = {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Packed as Outlook packs it (MS-OXRTFCP). */
  readonly rtf: Uint8Array | undefined
  readonly files: readonly TnefFile[]
  /** Whether it was read to its end. */
  readonly whole: boolean
}

const SIGNATURE = 0x223e9f78
const MESSAGE = 1
const CODEPAGE = 0x00069007
const [SUBJECT, BODY, MESSAGE_PROPERTIES] = [0x00018004, 0x0002800c, 0x00069003]
const [BEGINS, DATA, TITLE, PROPERTIES] = [0x00069002, 0x0006800f, 0x00018010, 0x00069005]
/** Properties, by MS-OXPROPS. */
const [P_SUBJECT, P_BODY, P_RTF, P_HTML] = [0x0037, 0x1000, 0x1009, 0x1013]
const [P_NAME, P_LONG_NAME, P_DISPLAYED, P_CONTENT, P_MEDIA] = [0x3704, 0x3707, 0x3001, 0x3701, 0x370e]

const MOST_FILES = 200
const DEEPEST = 5
const MOST_PROPERTIES = 4_096

export const isTnef = (content: Uint8Array): boolean =>
  content.length > 6 && new DataView(content.buffer, content.byteOffset).getUint32(0, true) === SIGNATURE

/**
 * Reads a message with what is attached, messages within it too. One that is broken gives what is there and says so; it never throws.
 */
export function readTnef(content: Uint8Array, depth = 0): Tnef {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const found = { subject: '', text: '', html: '', rtf: undefined as Uint8Array | undefined }
  const open: Opened[] = []
  let decoder = new TextDecoder('windows-1252')
  let whole = isTnef(content)
  try {
    for (let at = 6; whole && at < bytes.length;) {
      const [level, id, size] = [bytes.readUInt8(at), bytes.readUInt32LE(at + 1), bytes.readUInt32LE(at + 5)]
      const value = bytes.subarray(at + 9, at + 9 + size)
      if (value.length < size) throw new RangeError('cut off')
      at += 9 + size + 2
      if (id === CODEPAGE) decoder = decoderOf(value.readUInt32LE(0))
      const last = open.at(-1)
      if (level === MESSAGE && id === SUBJECT) found.subject ||= decoded(decoder, value)
      else if (level === MESSAGE && id === BODY) found.text ||= decoded(decoder, value)
      else if (level === MESSAGE && id === MESSAGE_PROPERTIES) {
        const properties = propertiesOf(value, decoder)
        found.subject = textOf(properties, P_SUBJECT) || found.subject
        found.text = textOf(properties, P_BODY) || found.text
        found.html = binaryText(properties, P_HTML)
        found.rtf = binaryOf(properties, P_RTF)
      } else if (id === BEGINS) {
        if (open.length >= MOST_FILES) throw new RangeError('too many files')
        open.push({})
      } else if (last && id === DATA) last.content = value
      else if (last && id === TITLE) last.title = decoded(decoder, value)
      else if (last && id === PROPERTIES) last.properties = propertiesOf(value, decoder)
    }
  } catch {
    whole = false // a length or an offset that leads outside
  }
  const files = open.map((one) => filesOf(one, depth))
  return {
    ...found,
    files: files.flatMap((one) => one.files).slice(0, MOST_FILES),
    whole: whole && files.every((one) => one.whole),
  }
}

type Opened = { content?: Uint8Array; title?: string; properties?: Properties }
type Properties = ReadonlyMap<number, string | Uint8Array>

function filesOf(
  { content, title = '', properties = new Map() }: Opened,
  depth: number,
): Pick<Tnef, 'files' | 'whole'> {
  const object = binaryOf(properties, P_CONTENT)
  // a message within the message: the id of its kind, then a message of this format
  const inner = object && isTnef(object.subarray(16)) ? object.subarray(16) : undefined
  if (inner) {
    if (depth >= DEEPEST) return { files: [], whole: false }
    const { subject, text, files, whole } = readTnef(inner, depth + 1)
    const name = subject || textOf(properties, P_DISPLAYED) || 'Mail'
    const letter = { name: `${name}.txt`, mediaType: 'text/plain', content: Buffer.from(text) }
    return { files: text.trim() === '' ? files : [letter, ...files], whole }
  }
  const bytes = content?.length ? content : object
  if (!bytes?.length) return { files: [], whole: true }
  const name = textOf(properties, P_LONG_NAME) || textOf(properties, P_NAME) || title
  const mediaType = textOf(properties, P_MEDIA) || 'application/octet-stream'
  return { files: [{ name, mediaType, content: bytes }], whole: true }
}

const STRING8 = 0x001e
const UNICODE = 0x001f
const [BINARY, OBJECT] = [0x0102, 0x000d]
/** Bytes of a value whose length its type tells; short ones are filled up to four. */
const FIXED: Readonly<Record<number, number>> = {
  0x0002: 4,
  0x0003: 4,
  0x0004: 4,
  0x0005: 8,
  0x0006: 8,
  0x0007: 8,
  0x000a: 4,
  0x000b: 4,
  0x0014: 8,
  0x0040: 8,
  0x0048: 16,
}
const MANY = 0x1000
const NAMED = 0x8000

/** Properties with one value that is text or bytes. @throws RangeError where a length leads outside */
function propertiesOf(bytes: Buffer, decoder: TextDecoder): Properties {
  const found = new Map<number, string | Uint8Array>()
  let at = 0
  const number = (): number => {
    at += 4
    return bytes.readUInt32LE(at - 4)
  }
  const piece = (): Buffer => {
    const size = number()
    if (at + size > bytes.length) throw new RangeError('cut off')
    const value = bytes.subarray(at, at + size)
    at += Math.ceil(size / 4) * 4
    return value
  }
  const count = Math.min(number(), MOST_PROPERTIES)
  for (let one = 0; one < count; one++) {
    const tag = number()
    const [type, id] = [tag & 0xffff, tag >>> 16]
    if (id >= NAMED) {
      at += 16
      if (number() === 0) at += 4
      else piece()
    }
    const kind = type & ~MANY
    const size = FIXED[kind]
    const values = size === undefined || type & MANY ? number() : 1
    if (size !== undefined) at += size * values
    else if ([STRING8, UNICODE, BINARY, OBJECT].includes(kind))
      for (let value = 0; value < values; value++) {
        const content = piece()
        if (value > 0) continue
        if (kind === STRING8) found.set(id, decoded(decoder, content))
        else found.set(id, kind === UNICODE ? decoded(new TextDecoder('utf-16le'), content) : content)
      }
    else return found // a type that is not known: where the next one begins nobody can tell
  }
  return found
}

const textOf = (properties: Properties, id: number): string => {
  const value = properties.get(id)
  return typeof value === 'string' ? value : ''
}
const binaryOf = (properties: Properties, id: number): Uint8Array | undefined => {
  const value = properties.get(id)
  return value instanceof Uint8Array ? value : undefined
}
const binaryText = (properties: Properties, id: number): string =>
  textOf(properties, id) || Buffer.from(binaryOf(properties, id) ?? []).toString('utf8')

const decoded = (decoder: TextDecoder, bytes: Uint8Array): string => decoder.decode(bytes).replace(/\0+$/, '')

const decoderOf = (codepage: number): TextDecoder => {
  try {
    return new TextDecoder(codepage === 65_001 ? 'utf-8' : `windows-${codepage}`)
  } catch {
    return new TextDecoder('windows-1252')
  }
}
