import { setTimeout as pause } from 'node:timers/promises'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { notifying } from '../data.ts'
import { noteHanded } from '../following/handed.ts'
import { type Outcome, release, settle } from './claim.ts'
import type { Handed } from './leaving.ts'

const MOST = 100
/** Milliseconds that an outcome waits for others: what is not noted when the program dies is sent once more. */
const GATHER = 25
/** Pauses before a note that failed is tried again: the server has the mail, and the claim still holds. */
const PAUSES = [200, 1_000, 5_000]

/**
 * Gathers what became of an organisation's messages and writes it down in batches. What became of a message is noted also
 * when its person has been restricted meanwhile.
 */
export function settler(
  house: House,
  organisation: Organisation,
  failed: (error: unknown) => void,
  changed: () => void,
) {
  let outcomes: Outcome[] = []
  let handed: Handed[] = []
  let released: string[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let open = 0

  async function write(): Promise<void> {
    const [some, news, back] = [outcomes, handed, released]
    ;[outcomes, handed, released] = [[], [], []]
    if (some.length + back.length === 0) return
    const wish = { organisation, actor: { kind: 'system', job: 'messages.dispatch' }, purpose: notifying } as const
    for (const wait of [...PAUSES, undefined]) {
      try {
        await inScope(house, wish, async (at) => {
          if (back.length > 0) await release(at, back)
          if (some.length > 0) await settle(at, some)
          if (news.length > 0) await noteHanded(at, news)
        })
        break
      } catch (error) {
        failed(error)
        // without a note each is sent again when its claim has run out
        if (wait === undefined) break
        await pause(wait)
      }
    }
    open -= some.length + back.length
    changed()
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
  }

  function soon(): void {
    open++
    if (outcomes.length + released.length >= MOST) flush()
    else timer ??= setTimeout(flush, GATHER)
  }

  return {
    add(outcome: Outcome, news: Handed | undefined): void {
      outcomes.push(outcome)
      if (news) handed.push(news)
      soon()
    },
    release(id: string): void {
      released.push(id)
      soon()
    },
    flush(): void {
      if (outcomes.length + released.length > 0) flush()
    },
    /** Whether everything is written down. */
    settled: () => open === 0,
  }
}
