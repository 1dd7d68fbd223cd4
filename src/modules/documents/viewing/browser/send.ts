// What a worker of a browser seals and sends: the one sender of `sealing`, to a member's address.
import { type Line, sendSealed } from '../../sealing/send.ts'
import { uploadPaths } from '../../storing/paths.ts'
import type { Filed } from '../../storing/types.ts'

export type ToSend = {
  readonly file: Blob
  readonly name: string
  readonly mediaType: string
  /** The organisation's address, `/stadt`. */
  readonly base: string
  readonly archive: string
  readonly way: 'browser' | 'camera'
  /** Becomes the next version of this document. */
  readonly document?: string
}

/** How the sender is steered, and what it tells. */
export type Steering = Required<Pick<Line, 'wait' | 'mayGoOn' | 'connected' | 'signal'>> & {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** RFC 3339, in UTC. */
  readonly now: () => string
  /** Bytes of the plain file that are on their way. */
  readonly progress: (bytes: number) => void
}

/**
 * Seals and sends a file; memory stays flat, however large it is.
 * @returns the receipt: stored, read again and verified
 * @throws NotTaken, SealingProblem when the file changed meanwhile, AbortError
 */
export function sendFile(wish: ToSend, { fetch, now, progress, ...steering }: Steering): Promise<Filed> {
  const { file, name, mediaType, base, archive, way, document } = wish
  const paths = uploadPaths(archive)
  const { signal } = steering
  return sendSealed(
    {
      ...steering,
      watched: true,
      post: (url, body) =>
        fetch(url, {
          method: 'POST',
          headers: { accept: 'application/json' },
          signal,
          ...(body === undefined ? {} : { body }),
        }),
      addresses: {
        open: base + paths.open,
        part: (upload) => base + paths.part(upload),
        finish: (upload) => base + paths.finish(upload),
      },
      opening: new URLSearchParams({ way, ...(document === undefined ? {} : { document }) }),
      progress: ({ sealed }) => progress(sealed),
    },
    {
      file: file.stream() as ReadableStream<Uint8Array>,
      size: file.size,
      mediaType,
      fileName: name,
      title: name.replace(/\.[^.]{1,8}$/, ''),
      sealedAt: now(),
    },
  )
}
