import { setTimeout as pause } from 'node:timers/promises'
import type { House } from '#platform/data/scope.ts'
import { isScratch } from '#privacy'
import { OUTBOX } from '../queue.ts'
import { openPump } from './pump.ts'
import { type MailHouse, sendersOf } from './senders.ts'
import { knownServers } from './servers.ts'

export type Outgoing = MailHouse & { readonly failed: (error: unknown) => void }

const LONGEST_RUN_MS = 45_000

type Pump = ReturnType<typeof openPump>

/** What sends in this process: woken when a mail is queued, and by the schedule for what waits for another attempt. */
export function openSending(given: Outgoing) {
  const pumps = new WeakMap<House, Pump>()
  const servers = knownServers()
  const senders = sendersOf(given)
  const { failed } = given
  const pumpOf = (house: House): Pump => {
    const pump = pumps.get(house) ?? openPump({ house, senderOf: senders.senderOf, servers, failed })
    pumps.set(house, pump)
    return pump
  }
  return {
    async all(house: House): Promise<void> {
      const pump = pumpOf(house)
      // invented people of a check have no mailbox, and no server is to hear of them
      for (const organisation of await house.directory.all()) if (!isScratch(organisation)) pump.wake(organisation)
      // a slow server is no reason to call the schedule late; what is under way goes on
      await Promise.race([pump.idle(), pause(LONGEST_RUN_MS, undefined, { ref: false })])
    },
    wakeful(house: House): () => Promise<void> {
      const pump = pumpOf(house)
      const deaf = house.changes.listenAll(OUTBOX, (id) => {
        void house.directory
          .byId(id)
          .then((organisation) => organisation && !isScratch(organisation) && pump.wake(organisation))
          .catch(failed)
      })
      return async () => {
        deaf()
        await pump.stop()
        pumps.delete(house)
        senders.close()
      }
    },
  }
}
