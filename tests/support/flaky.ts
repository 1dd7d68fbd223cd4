// A line to a server on this machine that breaks: after so many bytes from the server it is cut, or falls silent.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type FlakyLine = AsyncDisposable & {
  readonly port: number
  /** The next connections are cut (RST) after so many bytes from the server, one number each; then the line is good. */
  breaksAfter(...bytes: number[]): void
  /** Connections that were opened. */
  readonly opened: () => number
}

export async function flakyLine(to: number): Promise<FlakyLine> {
  const limits: number[] = []
  const open = new Set<Socket>()
  let opened = 0
  const server = createServer((near) => {
    opened++
    let left = limits.shift() ?? Number.POSITIVE_INFINITY
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined) // a broken line is what this is for
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (piece: Buffer) => {
      if (piece.length <= left) {
        left -= piece.length
        near.write(piece)
        return
      }
      near.write(piece.subarray(0, left), () => near.resetAndDestroy())
      left = 0
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    breaksAfter: (...bytes) => void limits.push(...bytes),
    opened: () => opened,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
