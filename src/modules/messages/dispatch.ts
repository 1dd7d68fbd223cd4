import type { House } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Sender } from './sending/lot.ts'
import { openPump } from './sending/pump.ts'
import { knownServers, type Servers } from './sending/servers.ts'
import { CONNECTIONS, type Transport } from './transport.ts'

/** The installation's own server, without an organisation's keys. */
export const plainSender = (transport: Transport, from: string, connections = CONNECTIONS): Sender => ({
  server: 'house',
  transport,
  from,
  keys: [],
  limits: { connections },
})

/**
 * Sends what is due for one organisation until nothing is left. Sent at least once: a crash between the server's yes and
 * our note of it sends the message again with the same Message-ID, by which mail programs recognise the copy.
 * @returns how many mails a server took
 * @throws what a transaction failed with; every other message's outcome is noted all the same
 */
export async function dispatchFor(
  house: House,
  organisation: Organisation,
  transport: Transport,
  from: string,
  servers: Servers = knownServers(),
): Promise<number> {
  const failures: unknown[] = []
  const pump = openPump({
    house,
    servers,
    senderOf: async () => plainSender(transport, from),
    failed: (error) => void failures.push(error),
  })
  pump.wake(organisation)
  const sent = await pump.idle()
  if (failures.length > 0) throw failures[0]
  return sent
}
