import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { truncateAddress } from '#platform/http/client-address.ts'
import { accessFields, eventFields } from '#platform/log/fields.ts'

export type Purged = { files: number; lines: number; bytes: number }

const logFile = /^(access|events)-(\d{4}-\d\d-\d\d)\.jsonl$/

/**
 * Deletes what is older than `keepDays` times 24 hours at `now`: whole files, and the older lines of the one file in
 * which the limit falls. Lines without a readable time go with the old ones of that file. Missing folder: nothing.
 */
export const purgeLogs = async (folder: string, now: Temporal.Instant, keepDays = 56): Promise<Purged> => {
  if (!(keepDays >= 2)) throw new RangeError('logs are kept for two days or more: the newest are still being written')
  const limit = now.subtract({ hours: 24 * keepDays })
  const limitDay = limit.toString().slice(0, 10)
  const purged: Purged = { files: 0, lines: 0, bytes: 0 }
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if (name.endsWith('.keeping')) await rm(path) // left by a run that was interrupted
    const day = logFile.exec(name)?.[2]
    if (day === undefined || day > limitDay) continue
    const before = (await stat(path)).size
    const lines = day < limitDay ? await dropAll(path) : await dropOlder(path, limit)
    const left = await stat(path).catch(() => undefined)
    purged.files += left ? 0 : 1
    purged.lines += lines
    purged.bytes += before - (left?.size ?? 0)
  }
  return purged
}

const dropAll = async (path: string): Promise<number> => {
  let lines = 0
  for await (const line of linesOf(path)) if (line !== '') lines++
  await rm(path)
  return lines
}

const dropOlder = async (path: string, limit: Temporal.Instant): Promise<number> => {
  const keeping = `${path}.keeping`
  let dropped = 0
  let kept = 0
  let block = ''
  try {
    await using file = await open(keeping, 'w', 0o600)
    for await (const line of linesOf(path)) {
      const time = timeIn(entryOf(line))
      if (time && Temporal.Instant.compare(time, limit) >= 0) {
        kept++
        block += `${line}\n`
      } else if (line !== '') dropped++
      if (block.length < 64_000) continue
      await file.appendFile(block)
      block = ''
    }
    await file.appendFile(block)
    await file.sync()
  } catch (error) {
    await rm(keeping, { force: true })
    throw error
  }
  if (dropped > 0 && kept > 0) await rename(keeping, path)
  else await rm(keeping)
  if (kept === 0) await rm(path)
  return dropped
}

export type LogFindings = {
  /** The earliest time in any line; undefined when there is none. */
  oldest: Temporal.Instant | undefined
  lines: number
  /** Lines that are no JSON object with a time. */
  unreadable: number
  /** Field names that are not declared, and files that are no logs. */
  foreignFields: string[]
  foreignFiles: string[]
  /** Lines with an address that was not truncated. */
  fullAddresses: number
}

/** Looks at what is left in the folder, line by line, without trusting file names or the purge. */
export const inspectLogs = async (folder: string): Promise<LogFindings> => {
  const found: LogFindings = {
    oldest: undefined,
    lines: 0,
    unreadable: 0,
    foreignFields: [],
    foreignFiles: [],
    fullAddresses: 0,
  }
  const declared = new Set([...Object.keys(accessFields), ...Object.keys(eventFields)])
  const foreign = new Set<string>()
  for (const name of await namesIn(folder)) {
    if (!logFile.test(name)) found.foreignFiles.push(name)
    if (!(await stat(join(folder, name))).isFile()) continue
    for await (const line of linesOf(join(folder, name))) {
      if (line === '') continue
      found.lines++
      const entry = entryOf(line)
      const time = timeIn(entry)
      if (!time || !entry) found.unreadable++
      else if (!found.oldest || Temporal.Instant.compare(time, found.oldest) < 0) found.oldest = time
      for (const field of Object.keys(entry ?? {})) if (!declared.has(field)) foreign.add(field)
      if (entry && showsAddress(entry)) found.fullAddresses++
    }
  }
  return { ...found, foreignFields: [...foreign].sort() }
}

/** The earliest time noted anywhere in the folder; undefined when there is no line. */
export const oldestLog = async (folder: string): Promise<Temporal.Instant | undefined> =>
  (await inspectLogs(folder)).oldest

// The host asked for and the referring host name servers, not visitors, even where they are written as addresses.
const showsAddress = (entry: Record<string, unknown>): boolean =>
  Object.entries(entry).some(
    ([field, value]) =>
      field !== 'host' &&
      field !== 'referrer' &&
      typeof value === 'string' &&
      isIP(value) !== 0 &&
      truncateAddress(value) !== value,
  )

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

// Not readline: its iterator ends without a word when reading fails, and the rest of the file would count as old.
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

const entryOf = (line: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined // half a line after a full disk or a power cut
  }
}

const timeIn = (entry: Record<string, unknown> | undefined): Temporal.Instant | undefined => {
  const time = entry?.['time']
  try {
    return typeof time === 'string' ? Temporal.Instant.from(time) : undefined
  } catch {
    return undefined
  }
}
