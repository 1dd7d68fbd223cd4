import { connect, isIP, type Socket } from 'node:net'
import { isPrivate, publicLookup } from '#platform/net/public.ts'

const failure = (code: string) => Object.assign(new Error(`no connection: ${code}`), { code, command: 'CONN' })

/** Opens a connection to a server that an organisation named, never to one of our own network. */
export function guardedSocket(
  host: string,
  port: number,
  patience: number,
  done: (error: Error | null, socket?: Socket) => void,
): void {
  if (isIP(host) !== 0 && isPrivate(host)) return done(failure('EPRIVATE'))
  const socket = connect({ host, port, lookup: publicLookup, timeout: patience })
  const ended = (error: Error | null) => {
    socket.off('connect', connected).off('timeout', late).off('error', failed)
    if (error) socket.on('error', () => undefined).destroy()
    done(error, error ? undefined : socket)
  }
  const connected = () => {
    socket.setTimeout(0)
    ended(null)
  }
  const late = () => ended(failure('ETIMEDOUT'))
  const failed = (error: NodeJS.ErrnoException) =>
    ended(failure(error.code === 'EPRIVATE' || error.code === 'EDNS' ? error.code : 'ECONNECTION'))
  socket.once('connect', connected).once('timeout', late).once('error', failed)
}
