// Which files are sent when, two at a time. Runs in browsers; the workers come from outside.
import type { Filed } from '../../storing/types.ts'
import type { ToSend } from './send.ts'

export type Stage = 'waiting' | 'sending' | 'offline' | 'proving' | 'paused' | 'done' | 'cancelled' | 'failed'

/** A file under way, as it is shown. */
export type Item = {
  readonly number: number
  readonly wish: ToSend
  stage: Stage
  /** Bytes of the plain file that are on their way. */
  sent: number
  /** Why it failed or waits: a code of ours or of the server, and the server's sentence. */
  code?: string
  text?: string
  filed?: Filed
}

type Told =
  | { readonly is: 'progress'; readonly bytes: number }
  | { readonly is: 'connected'; readonly yes: boolean; readonly text?: string }
  | { readonly is: 'filed'; readonly filed: Filed }
  | { readonly is: 'failed'; readonly code: string; readonly text: string }

/** One that seals and sends a file, beside the page. */
export type Sender = {
  send(wish: ToSend): void
  pause(): void
  goOn(): void
  cancel(): void
  end(): void
}

export const AT_ONCE = 2
export const MOST_BYTES = 2 * 1024 ** 3

/** Whether it is worth trying once more: a file that is empty or too large stays so. */
export const mayBeAgain = ({ stage, code }: Item): boolean =>
  stage === 'cancelled' || (stage === 'failed' && code !== 'empty' && code !== 'tooLarge')

export type Queue = ReturnType<typeof createQueue>

/**
 * @param start makes a sender; it tells how things stand through `hear`
 * @param changed is told of each item that changed
 */
export function createQueue(start: (hear: (told: Told) => void) => Sender, changed: (item: Item) => void) {
  const items: Item[] = []
  const senders = new Map<Item, Sender>()

  const put = (item: Item, stage: Stage): void => {
    item.stage = stage
    changed(item)
  }

  const end = (item: Item, stage: Stage): void => {
    senders.get(item)?.end()
    senders.delete(item)
    put(item, stage)
    next()
  }

  const hear = (item: Item, told: Told): void => {
    if (!senders.has(item)) return // its worker speaks after it was ended
    switch (told.is) {
      case 'progress':
        item.sent = told.bytes
        if (item.stage === 'sending' && item.sent >= item.wish.file.size) put(item, 'proving')
        else changed(item)
        break
      case 'connected':
        delete item.text
        if (told.text) item.text = told.text
        if (!told.yes && item.stage !== 'paused') put(item, 'offline')
        else if (told.yes && item.stage === 'offline')
          put(item, item.sent >= item.wish.file.size ? 'proving' : 'sending')
        break
      case 'filed':
        item.filed = told.filed
        end(item, 'done')
        break
      case 'failed':
        item.code = told.code
        item.text = told.text
        end(item, 'failed')
    }
  }

  const begin = (item: Item): void => {
    const sender = start((told) => hear(item, told))
    senders.set(item, sender)
    put(item, 'sending')
    sender.send(item.wish)
  }

  /** A paused file keeps its place: what is sealed of it would be lost otherwise. */
  function next(): void {
    const busy = [...senders.keys()].filter(({ stage }) => stage !== 'paused').length
    for (const item of items.filter(({ stage }) => stage === 'waiting').slice(0, Math.max(0, AT_ONCE - busy)))
      begin(item)
  }

  return {
    items: items as readonly Item[],
    add(wish: ToSend): Item {
      const item: Item = { number: items.length + 1, wish, stage: 'waiting', sent: 0 }
      items.push(item)
      const { size } = wish.file
      if (size === 0 || size > MOST_BYTES) {
        item.code = size === 0 ? 'empty' : 'tooLarge'
        item.stage = 'failed'
      }
      changed(item)
      next()
      return item
    },
    pause(item: Item): void {
      if (item.stage !== 'sending' && item.stage !== 'offline') return
      senders.get(item)?.pause()
      put(item, 'paused')
      next()
    },
    goOn(item: Item): void {
      if (item.stage !== 'paused') return
      put(item, 'sending')
      senders.get(item)?.goOn()
    },
    cancel(item: Item): void {
      if (item.stage === 'done' || item.stage === 'failed') return
      senders.get(item)?.cancel()
      end(item, 'cancelled')
    },
    again(item: Item): void {
      if (!mayBeAgain(item)) return
      item.sent = 0
      delete item.code
      delete item.text
      put(item, 'waiting')
      next()
    },
    isBusy: (): boolean => items.some(({ stage }) => !['done', 'cancelled', 'failed'].includes(stage)),
  }
}
