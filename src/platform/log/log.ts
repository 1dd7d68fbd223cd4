import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { accessLine, eventLine, type AccessEntry, type EventEntry } from '#platform/log/fields.ts'

/** The structured log: one JSON object a line, a file for each UTC day; never blocks and never throws. */
export type Log = {
  /** Notes an answered request; see accessFields for what is written. */
  access(entry: AccessEntry): void
  /** Notes an event or a defect; see eventFields. */
  event(entry: EventEntry): void
  /** Resolves when everything noted so far is written or given up. */
  flush(): Promise<void>
  /** Flushes; what is noted afterwards is lost and counted. */
  close(): Promise<void>
  /** Lines that could not be written since the start. */
  lost(): number
}

export type LogOptions = {
  /** The log's own folder; made when missing. */
  folder: string
  /** How long a line may wait in memory, milliseconds. */
  delay?: number
  /** Characters in memory beyond which lines are given up while the disk does not take them. */
  most?: number
  /** Told once when writing fails, and again only after it has worked in between. */
  complain?: (message: string) => void
}

export const logFolder = (dataFolder: string): string => join(dataFolder, 'logs')

export const openLog = ({
  folder,
  delay = 1_000,
  most = 4_000_000,
  complain = (message) => void process.stderr.write(`${message}\n`),
}: LogOptions): Log => {
  let waiting = new Map<string, string[]>()
  let size = 0
  let lost = 0
  let failing = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const note = (kind: 'access' | 'events', time: Temporal.Instant, line: string): void => {
    if (closed || size + line.length > most) {
      lost++
      return
    }
    const file = `${kind}-${time.toString().slice(0, 10)}.jsonl`
    const lines = waiting.get(file) ?? []
    lines.push(line)
    waiting.set(file, lines)
    size += line.length
    if (size > 64_000) void flush()
    else timer ??= setTimeout(() => void flush(), delay).unref()
  }

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(async () => {
      const batch = waiting
      waiting = new Map()
      size = 0
      for (const [file, lines] of batch) await write(file, lines)
    })
    return writing
  }

  const write = async (file: string, lines: readonly string[]): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // After a failure half a line may stand at the end; the empty line keeps it from spoiling the next.
      await appendFile(join(folder, file), `${failing ? '\n' : ''}${lines.join('')}`, { mode: 0o600 })
      failing = false
    } catch (error) {
      lost += lines.length
      if (!failing)
        complain(
          `The log in ${folder} cannot be written (${error instanceof Error ? error.message : String(error)}). ` +
            'The service goes on; log lines are lost until this is mended. Please check space and permissions.',
        )
      failing = true
    }
  }

  return {
    access: (entry) => note('access', entry.time, accessLine(entry)),
    event: (entry) => note('events', entry.time, eventLine(entry)),
    flush,
    close: async () => {
      closed = true
      await flush()
    },
    lost: () => lost,
  }
}
