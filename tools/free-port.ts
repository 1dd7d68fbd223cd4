import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below those that systems give to outgoing connections, so that no connection of anybody takes it meanwhile. */
const [FIRST, AFTER] = [20_000, 32_000]

const isFree = (port: number): Promise<boolean> =>
  new Promise((tell) => {
    const server = createServer().once('error', () => tell(false))
    server.listen(port, '0.0.0.0', () => server.close(() => tell(true)))
  })

/** A port at which nobody listens, for a program that is told its address before it starts, or starts there again. */
export async function freePort(): Promise<number> {
  const port = randomInt(FIRST, AFTER)
  return (await isFree(port)) ? port : freePort()
}
