import { expect, test } from 'vitest'
import type { Filed } from '../../storing/types.ts'
import { createQueue, type Item } from './queue.ts'
import type { ToSend } from './send.ts'

const wish = (size: number): ToSend => ({
  file: { size } as Blob,
  name: `${size}.pdf`,
  mediaType: 'application/pdf',
  base: '/stadt',
  archive: 'a',
  way: 'browser',
})
type Hear = Parameters<Parameters<typeof createQueue>[0]>[0]

function line() {
  const started: { hear: Hear; said: string[]; size: number }[] = []
  const queue = createQueue(
    (hear) => {
      const one = { hear, said: [] as string[], size: 0 }
      started.push(one)
      const say = (word: string) => () => void one.said.push(word)
      return {
        send: ({ file }) => {
          one.size = file.size
        },
        pause: say('pause'),
        goOn: say('go on'),
        cancel: say('cancel'),
        end: say('end'),
      }
    },
    () => undefined,
  )
  return { queue, started, stages: () => queue.items.map(({ stage }) => stage) }
}
const filed = {} as Filed

test('two at a time, the next one when one is done or fails', () => {
  const { queue, started, stages } = line()
  for (const size of [1, 2, 3, 4]) queue.add(wish(size))
  expect(stages()).toEqual(['sending', 'sending', 'waiting', 'waiting'])
  started[0]?.hear({ is: 'progress', bytes: 1 })
  expect(stages()[0]).toBe('proving')
  started[0]?.hear({ is: 'filed', filed })
  started[1]?.hear({ is: 'failed', code: 'files.no-space', text: 'Kein Platz.' })
  expect(stages()).toEqual(['done', 'failed', 'sending', 'sending'])
  expect(started.map(({ size }) => size)).toEqual([1, 2, 3, 4])
  started[1]?.hear({ is: 'filed', filed })
  expect(stages()[1]).toBe('failed') // its worker was ended: what it says now counts nothing
  queue.again(queue.items[1] as Item)
  expect(stages()[1]).toBe('waiting')
})

test('a paused file lets another go first and goes on where it was', () => {
  const { queue, started, stages } = line()
  for (const size of [1, 2, 3]) queue.add(wish(size))
  queue.pause(queue.items[0] as Item)
  expect(stages()).toEqual(['paused', 'sending', 'sending'])
  started[0]?.hear({ is: 'connected', yes: false })
  expect(stages()[0]).toBe('paused')
  queue.goOn(queue.items[0] as Item)
  expect([stages()[0], started[0]?.said]).toEqual(['sending', ['pause', 'go on']])
  started[0]?.hear({ is: 'connected', yes: false, text: 'Der Platz ist aufgebraucht.' })
  expect([stages()[0], queue.items[0]?.text]).toEqual(['offline', 'Der Platz ist aufgebraucht.'])
  started[0]?.hear({ is: 'connected', yes: true })
  expect([stages()[0], queue.items[0]?.text]).toEqual(['sending', undefined])
  queue.cancel(queue.items[0] as Item)
  expect([stages()[0], started[0]?.said.slice(2)]).toEqual(['cancelled', ['cancel', 'end']])
})

test('an empty and a too large file fail at once, with a reason', () => {
  const { queue, started } = line()
  expect([queue.add(wish(0)).code, queue.add(wish(2 * 1024 ** 3 + 1)).code]).toEqual(['empty', 'tooLarge'])
  for (const item of queue.items) queue.again(item) // nothing would be another time
  expect([queue.isBusy(), started.length]).toEqual([false, 0])
})
