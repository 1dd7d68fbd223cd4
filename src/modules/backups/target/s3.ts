import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { BackupProblem } from '../problem.ts'
import type { Target } from './target.ts'

export type S3Place = {
  /** `https://s3.example.de`; the bucket stands in the path. */
  readonly endpoint: string
  readonly bucket: string
  /** Before every name; empty or with a `/` at its end. */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** Larger than the 5 MiB that parts must have; 10,000 of them make 160 GB. */
const PART = 16 * 1024 * 1024
const MOST_PARTS = 10_000
/** How long a store may be silent. */
const PATIENCE_MS = 120_000
/** How often something is tried while connections break: sending a request, reading a file on without a byte more. */
const ATTEMPTS = 4
const PAUSE_MS = 200

/** What an operator can do about an answer (S3 API, error codes). */
const told: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: '. BELEGT_BACKUP_S3_KEY_ID is not known there. Nothing was written or removed.',
  SignatureDoesNotMatch: '. BELEGT_BACKUP_S3_SECRET is not the one of this key id. Nothing was written or removed.',
  AccessDenied: '. The key may not do this in that bucket.',
  RequestTimeTooSkewed: '. The clock of this machine is wrong.',
  NoSuchBucket: '. There is no such bucket.',
}

const escaped = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

/** An S3-compatible store. Large files go up in parts; a store shows a file only when it is whole. @param patience in milliseconds */
export function s3Target(place: S3Place, patience = PATIENCE_MS): Target {
  const { endpoint, bucket, prefix, accessKeyId, secretAccessKey, region } = place
  const aws = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 })
  const root = `${endpoint}/${bucket}`
  const where = `${root}/${prefix}`
  const urlOf = (name: string): string => `${root}/${escaped(prefix + name)}`

  /** @param abort ends the reading of the answer; left out, all of it must have come in time */
  async function ask(url: string, init: RequestInit & { method: string }, abort?: AbortController): Promise<Response> {
    const body = init.body as Uint8Array | undefined
    const digest = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const headers = { ...(init.headers as Record<string, string>), 'x-amz-content-sha256': digest }
    for (let attempt = 1; ; attempt++) {
      const signal = abort?.signal ?? AbortSignal.timeout(patience)
      try {
        const answer = aws.fetch(url, { ...init, headers, signal })
        return await (abort ? inTime(answer, abort) : answer)
      } catch (error) {
        // a connection that was kept may be closed by the other side just now; all that is asked here may be asked twice
        if (signal.aborted || attempt === ATTEMPTS)
          throw new BackupProblem(`${where} does not answer: ${reasonOf(error)}`, { cause: error })
        await pause(PAUSE_MS * attempt)
      }
    }
  }
  /** Only the store's time counts: who reads slowly, as a database takes rows in, is not cut off. */
  async function inTime<T>(waiting: Promise<T>, abort: AbortController): Promise<T> {
    const late = setTimeout(() => abort.abort(new DOMException('silent for too long', 'TimeoutError')), patience)
    try {
      return await waiting
    } finally {
      clearTimeout(late)
    }
  }
  /** The bytes of an answer; where it breaks off, the rest is asked for, of the same file only. */
  async function* readOn(name: string, first: Response, begun: AbortController): AsyncGenerator<Uint8Array> {
    const tag = first.headers.get('etag')
    let [response, abort] = [first, begun]
    for (let from = 0, failed = 0; ;) {
      const reader = response.body?.getReader()
      try {
        for (;;) {
          const piece = reader && (await inTime(reader.read(), abort))
          if (!piece || piece.done) return
          from += piece.value.length
          failed = 0
          yield piece.value
        }
      } catch (error) {
        const torn = (cause: unknown) =>
          new BackupProblem(`${where} broke off in the middle of ${name}: ${reasonOf(cause)}`, { cause })
        if (abort.signal.aborted || tag === null || ++failed === ATTEMPTS) throw torn(error)
        abort = new AbortController()
        response = await ask(
          urlOf(name),
          { method: 'GET', headers: { range: `bytes=${from}-`, 'if-match': tag } },
          abort,
        )
        if (response.status !== 206) throw torn(error)
      } finally {
        await reader?.cancel().catch(() => undefined)
      }
    }
  }
  async function must(response: Response, doing: string): Promise<Response> {
    if (response.ok) return response
    const text = await response.text().catch(() => '')
    const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1] ?? ''
    throw new BackupProblem(`${where} refused ${doing}: ${response.status} ${code}`.trimEnd() + (told[code] ?? ''))
  }
  const asBody = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

  async function putParts(url: string, first: Buffer, rest: AsyncIterator<Buffer>): Promise<number> {
    const begun = await must(await ask(`${url}?uploads=`, { method: 'POST' }), 'to begin a file')
    const upload = /<UploadId>([^<]+)<\/UploadId>/.exec(await begun.text())?.[1]
    if (!upload) throw new BackupProblem(`${where} did not begin a file.`)
    const id = encodeURIComponent(unescaped(upload))
    try {
      const tags: string[] = []
      let size = 0
      for (let part: Buffer | undefined = first; part;) {
        if (tags.length === MOST_PARTS) throw new BackupProblem('A part of the backup is larger than 160 GB.')
        const sent = await ask(`${url}?partNumber=${tags.length + 1}&uploadId=${id}`, {
          method: 'PUT',
          body: asBody(part),
        })
        tags.push((await must(sent, 'a part of a file')).headers.get('etag') ?? '')
        await sent.body?.cancel()
        size += part.length
        const next: IteratorResult<Buffer> = await rest.next()
        part = next.done ? undefined : next.value
      }
      const list = tags.map(
        (tag, place_) => `<Part><PartNumber>${place_ + 1}</PartNumber><ETag>${xml(tag)}</ETag></Part>`,
      )
      const body = asBody(Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`))
      const done = await must(await ask(`${url}?uploadId=${id}`, { method: 'POST', body }), 'to end a file')
      // an error may come with status 200 (S3 API, CompleteMultipartUpload)
      if (/<Error>/.test(await done.text())) throw new BackupProblem(`${where} did not end a file.`)
      return size
    } catch (error) {
      await ask(`${url}?uploadId=${id}`, { method: 'DELETE' }).catch(() => undefined)
      throw error
    }
  }

  return {
    where,
    company: true,
    async put(name, content) {
      const parts = inParts(content)[Symbol.asyncIterator]()
      const first = ((await parts.next()).value as Buffer | undefined) ?? Buffer.alloc(0)
      if (first.length === PART) return putParts(urlOf(name), first, parts)
      const sent = await must(await ask(urlOf(name), { method: 'PUT', body: asBody(first) }), 'a file')
      await sent.body?.cancel()
      return first.length
    },
    async get(name) {
      const abort = new AbortController()
      const response = await ask(urlOf(name), { method: 'GET' }, abort)
      if (response.status === 404) {
        await response.body?.cancel()
        return undefined
      }
      return readOn(name, await must(response, 'to read a file'), abort)
    },
    async list(wanted) {
      const found: { name: string; size: number }[] = []
      for (let token: string | undefined = ''; token !== undefined;) {
        const query = new URLSearchParams({ 'list-type': '2', prefix: prefix + wanted })
        if (token) query.set('continuation-token', token)
        const text = await (await must(await ask(`${root}?${query}`, { method: 'GET' }), 'a list')).text()
        for (const [, entry = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const key = unescaped(/<Key>(.*?)<\/Key>/s.exec(entry)?.[1] ?? '')
          found.push({ name: key.slice(prefix.length), size: Number(/<Size>(\d+)<\/Size>/.exec(entry)?.[1]) })
        }
        const more = /<IsTruncated>true<\/IsTruncated>/.test(text)
        const next = /<NextContinuationToken>(.*?)<\/NextContinuationToken>/s.exec(text)?.[1]
        token = more && next ? unescaped(next) : undefined
      }
      return found.toSorted((one, other) => (one.name < other.name ? -1 : 1))
    },
    async remove(name) {
      const response = await ask(urlOf(name), { method: 'DELETE' })
      if (!response.ok && response.status !== 404) await must(response, 'to remove a file')
      await response.body?.cancel()
    },
  }
}

async function* inParts(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for await (let piece of content) {
    while (size + piece.length >= PART) {
      const taken = PART - size
      yield Buffer.concat([...held, piece.subarray(0, taken)])
      piece = piece.subarray(taken)
      held = []
      size = 0
    }
    // the piece may be the writer's own buffer, used again for the next one
    held.push(Buffer.from(piece))
    size += piece.length
  }
  if (size > 0) yield Buffer.concat(held)
}

const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error
  return (cause as { code?: string } | undefined)?.code ?? message
}
const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
