// Seals a file and sends it, beside the page; one worker for each file under way.
import { SealingProblem } from '#platform/sealing/problem.ts'
import { NotTaken } from '../sealing/send.ts'
import { sendFile, type ToSend } from '../viewing/browser/send.ts'
import type { Filed } from '../storing/types.ts'

export type Order = { readonly is: 'send'; readonly wish: ToSend } | { readonly is: 'pause' | 'go-on' | 'cancel' }
export type Told =
  | { readonly is: 'progress'; readonly bytes: number }
  | { readonly is: 'connected'; readonly yes: boolean; readonly text?: string }
  | { readonly is: 'filed'; readonly filed: Filed }
  | { readonly is: 'failed'; readonly code: string; readonly text: string }

const port = globalThis as unknown as {
  postMessage: (told: Told) => void
  addEventListener: (what: 'message', hear: (event: MessageEvent<Order>) => void) => void
}
const stop = new AbortController()
let paused: PromiseWithResolvers<void> | undefined

async function send(wish: ToSend): Promise<void> {
  try {
    const filed = await sendFile(wish, {
      fetch: (url, init) => fetch(url, init),
      mayGoOn: () => paused?.promise ?? Promise.resolve(),
      wait: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
      now: () => new Date(performance.timeOrigin + performance.now()).toISOString(),
      progress: (bytes) => port.postMessage({ is: 'progress', bytes }),
      connected: (yes, text) => port.postMessage({ is: 'connected', yes, ...(text ? { text } : {}) }),
      signal: stop.signal,
    })
    port.postMessage({ is: 'filed', filed })
  } catch (error) {
    const changed =
      error instanceof SealingProblem || (error instanceof DOMException && error.name === 'NotReadableError')
    const code = changed ? 'changed' : 'failed'
    if (error instanceof NotTaken) port.postMessage({ is: 'failed', code: error.code || code, text: error.message })
    else port.postMessage({ is: 'failed', code, text: '' })
  }
}

port.addEventListener('message', ({ data }) => {
  switch (data.is) {
    case 'send':
      void send(data.wish)
      break
    case 'pause':
      paused ??= Promise.withResolvers<void>()
      break
    case 'go-on':
      paused?.resolve()
      paused = undefined
      break
    case 'cancel':
      paused?.resolve()
      stop.abort()
  }
})
