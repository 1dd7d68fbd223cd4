import type { Actor, House } from '../data/scope.ts'
import type { Organisation } from '../data/organisations.ts'
import { refuse } from '../errors/errors.ts'

/** A body as it comes in, of any size, for who was admitted already. */
export type Incoming = {
  readonly house: House
  readonly organisation: Organisation
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Pick<Headers, 'get'>
  readonly body: AsyncIterable<Uint8Array>
}

/** Takes a body before the transaction begins, so that a slow line holds no connection; what it tells is `asked.received`. */
export type Receive = (incoming: Incoming) => Promise<Received>
export type Received = Readonly<Record<string, string | number>>

/** What a route's `receive` is given of a request. */
export const incoming = (
  request: Request,
  known: Pick<Incoming, 'house' | 'organisation' | 'actor' | 'params'>,
): Incoming => ({
  ...known,
  query: new URL(request.url).searchParams,
  headers: request.headers,
  body: bodyOf(request),
})

/** A sender may pause this long between two pieces. */
const PATIENCE_MS = 60_000

/** The pieces of a body; one that breaks off or stands still is told from one that ends. */
async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader()
  if (!reader) return
  let ended = false
  try {
    for (;;) {
      const late = Promise.withResolvers<'late'>()
      const timer = setTimeout(() => late.resolve('late'), PATIENCE_MS)
      const next = await Promise.race([reader.read(), late.promise]).finally(() => clearTimeout(timer))
      if (next === 'late') throw refuse('platform.broke-off', 'unavailable')
      if (next.done) {
        ended = true
        return
      }
      yield next.value
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined) // its sender is gone, or we want no more of it
  }
}
