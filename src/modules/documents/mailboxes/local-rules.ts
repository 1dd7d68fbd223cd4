/** A file as it was seen at one moment. */
export type Look = {
  readonly size: number
  /** Nanoseconds. */
  readonly changed: bigint
  readonly inode: bigint
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number
}

/** How long a file must rest before it counts as whole. */
export const REST_MS = 4_000

/** Whether a file was written to its end: it is the same, unchanged for a while. Scanners write page by page. */
export const isWhole = (before: Look | undefined, now: Look): boolean =>
  before !== undefined &&
  before.inode === now.inode &&
  before.size === now.size &&
  before.changed === now.changed &&
  now.at - before.at >= REST_MS

/** Names under which programs write what is not finished, or keep their locks. */
export const isUnfinished = (name: string): boolean =>
  /^([.~]|.*\.(part|partial|tmp|temp|crdownload|filepart|download|swp|lock)$)/i.test(name)

/** A name that is free: `brief.pdf`, `brief (2).pdf`, ... */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, ending = ''] = /^(.+?)(\.[^.]{1,8})?$/.exec(name) ?? []
  let number = 1
  let made = name
  while (taken.has(made)) made = `${stem} (${++number})${ending}`
  return made
}
