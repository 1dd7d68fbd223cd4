/** Where backups lie: a folder on another machine's disk, or an S3-compatible store. Names are paths with `/`. */
export type Target = {
  /** For people; holds no secret. */
  readonly where: string
  /** A company may run it: nothing is copied there without its entry in the register of processors. */
  readonly company: boolean
  /** Stores a file whole and durable, or throws and leaves nothing under this name. Answers its size in bytes. */
  put(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number>
  /** The file's bytes, in order; undefined when there is none. */
  get(name: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** The files whose names begin with `prefix`, in order of their names; sizes in bytes. */
  list(prefix: string): Promise<readonly { readonly name: string; readonly size: number }[]>
  /** Gone when it resolves; no error when there was none. */
  remove(name: string): Promise<void>
}

/** A small file as text; undefined when there is none. @throws RangeError when it is longer than `most` bytes */
export async function readText(target: Target, name: string, most = 64 * 1024 * 1024): Promise<string | undefined> {
  const content = await target.get(name)
  if (!content) return undefined
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    size += piece.length
    if (size > most) throw new RangeError(`${name} is longer than ${most} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
