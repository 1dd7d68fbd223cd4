// A real DNS server on loopback for the tests, with the moods real ones have.
import DNS from 'dns2'

export type Zone = AsyncDisposable & {
  /** 127.0.0.1:PORT */
  readonly address: string
  /** What each name says in its TXT records; a name that is not there does not exist. */
  readonly texts: Map<string, readonly string[]>
  /** `silent`: no answer at all; `fails`: SERVFAIL. */
  behave(mood: 'answers' | 'silent' | 'fails'): void
  /** Names that were asked for. */
  readonly asked: string[]
}

const { Packet } = DNS
const NXDOMAIN = 3
const SERVFAIL = 2

export async function startDns(texts: Record<string, readonly string[]> = {}): Promise<Zone> {
  const known = new Map(Object.entries(texts))
  const asked: string[] = []
  let mood: 'answers' | 'silent' | 'fails' = 'answers'
  const server = DNS.createServer({
    udp: true,
    tcp: true,
    handle: (request, send) => {
      if (mood === 'silent') return
      const answer = Packet.createResponseFromRequest(request)
      const name = request.questions[0]?.name.toLowerCase() ?? ''
      asked.push(name)
      const found = known.get(name)
      if (mood === 'fails') answer.header.rcode = SERVFAIL
      else if (!found) answer.header.rcode = NXDOMAIN
      else
        for (const text of found)
          answer.answers.push({
            name,
            type: Packet.TYPE.TXT,
            class: Packet.CLASS.IN,
            ttl: 1,
            // a string of the DNS holds 255 bytes; longer texts are several (RFC 7208, 3.3)
            data: text.match(/.{1,255}/g) ?? [''],
          } as never)
      void send(answer)
    },
  })
  const addresses = await server.listen({
    udp: { port: 0, address: '127.0.0.1' },
    tcp: { port: 0, address: '127.0.0.1' },
  })
  const { port } = addresses.udp as { port: number }
  return {
    address: `127.0.0.1:${port}`,
    texts: known,
    behave: (next) => void (mood = next),
    asked,
    [Symbol.asyncDispose]: async () => {
      await server.close()
    },
  }
}
