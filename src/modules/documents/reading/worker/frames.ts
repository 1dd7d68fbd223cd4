// Messages over a pipe: a length, JSON, and the byte arrays that stand in it by number.

const MOST = 1_500 * 1024 * 1024

/** One message as bytes: `length of JSON (4) | JSON | bytes ...`; byte arrays in it are replaced by `{"#": length}`. */
export function frameOf(message: unknown): Uint8Array[] {
  const arrays: Uint8Array[] = []
  const json = JSON.stringify(replaced(message, arrays))
  const head = Buffer.alloc(4)
  const body = Buffer.from(json)
  head.writeUInt32BE(body.length)
  return [Buffer.concat([head, body]), ...arrays]
}

function replaced(value: unknown, arrays: Uint8Array[]): unknown {
  if (value instanceof Uint8Array) {
    arrays.push(value)
    return { '#': value.length }
  }
  if (Array.isArray(value)) return value.map((one) => replaced(one, arrays))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replaced(one, arrays)]))
}

/** Reads messages from a pipe, one after the other; ends where the pipe does between two messages. */
export async function* messagesOf(pipe: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const source = pipe[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  let offset = 0
  const take = async (length: number): Promise<Buffer | undefined> => {
    const whole = Buffer.allocUnsafe(length)
    let filled = 0
    while (filled < length) {
      if (offset === held.length) {
        const next = await source.next()
        if (next.done) {
          if (filled === 0) return undefined
          throw new Error('the pipe ended within a message')
        }
        held = next.value
        offset = 0
      }
      const part = Math.min(length - filled, held.length - offset)
      whole.set(held.subarray(offset, offset + part), filled)
      offset += part
      filled += part
    }
    return whole
  }
  for (;;) {
    const head = await take(4)
    if (!head) return
    const length = head.readUInt32BE()
    if (length > MOST) throw new Error('a message is too long')
    const body = await take(length)
    if (!body) throw new Error('the pipe ended within a message')
    yield await restored(JSON.parse(body.toString()), take)
  }
}

type Gap = { readonly holder: Record<string, unknown>; readonly name: string; readonly length: number }

/** Where byte arrays stand, in the order in which they follow. */
function gapsIn(value: unknown, gaps: Gap[]): Gap[] {
  if (value === null || typeof value !== 'object') return gaps
  for (const [name, one] of Object.entries(value)) {
    const length = (one as { '#'?: unknown } | null)?.['#']
    if (typeof length === 'number') gaps.push({ holder: value as Record<string, unknown>, name, length })
    else gapsIn(one, gaps)
  }
  return gaps
}

async function restored(value: unknown, take: (length: number) => Promise<Buffer | undefined>): Promise<unknown> {
  for (const { holder, name, length } of gapsIn(value, [])) {
    if (length > MOST) throw new Error('a message is too long')
    const bytes = length === 0 ? Buffer.alloc(0) : await take(length)
    if (!bytes) throw new Error('the pipe ended within a message')
    holder[name] = bytes
  }
  return value
}
