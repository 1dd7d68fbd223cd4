import { open as openFile, opendir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { machineAddresses, mediaTypeOf, NotTaken, sendSealed } from '#documents'
import { ConfigError } from '#platform/config/config.ts'
import type { Clock } from '#platform/clock/clock.ts'
import { nodeEngine } from '#platform/sealing/engine.node.ts'
import { newSigningKeys, type SigningKeys } from '#platform/sealing/manifest.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'

/** Where what a command seals is filed, and under which title. */
export type Receiver = {
  /** The organisation's address, e.g. `https://belegt.example/stadt`. */
  readonly to: URL
  readonly key: string
  readonly title?: string | undefined
}

export type FilingWish = Receiver & { readonly paths: readonly string[] }

export type Environment = Readonly<Record<string, string | undefined>>

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * What a command that files was told: `--to ADDRESS [--key-file FILE] [--title TITLE]`, options of its own, and words that are
 * none; the access key stands in BELEGT_FILE_KEY or in the file, never in the command itself, which every user of the machine
 * can read.
 * @throws ConfigError
 */
export async function readCommand(
  command: { readonly name: string; readonly options: readonly string[] },
  given: readonly string[],
  environment: Environment,
): Promise<{ receiver: Receiver; told: ReadonlyMap<string, string>; words: readonly string[] }> {
  const told = new Map<string, string>()
  const words: string[] = []
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    if (!word.startsWith('--')) words.push(word)
    else if (['--to', '--key-file', '--title', ...command.options].includes(word)) told.set(word, given[++at] ?? '')
    else throw new ConfigError([`${command.name} does not know ${word}.`])
  }
  const to = URL.parse(told.get('--to') ?? environment['BELEGT_FILE_TO'] ?? '')
  if (!to || !(to.protocol === 'https:' || (to.protocol === 'http:' && LOOPBACK.has(to.hostname))))
    throw new ConfigError(['--to must be the https address of the organisation, e.g. https://belegt.example/stadt'])
  const keyFile = told.get('--key-file')
  const key = (keyFile ? await readFile(keyFile, 'utf8') : (environment['BELEGT_FILE_KEY'] ?? '')).trim()
  if (!key) throw new ConfigError(['Put the access key into BELEGT_FILE_KEY or a file named by --key-file.'])
  return { receiver: { to, key, title: told.get('--title') }, told, words }
}

/** What `belegt file` was told: where to, and which files. @throws ConfigError */
export async function filingWish(given: readonly string[], environment: Environment): Promise<FilingWish> {
  const { receiver, words } = await readCommand({ name: 'belegt file', options: [] }, given, environment)
  if (words.length === 0) throw new ConfigError(['Which files? belegt file --to ADDRESS FILE...'])
  return { ...receiver, paths: words }
}

type Found = { readonly path: string; readonly error?: unknown }

/** The files behind the paths: of a folder all below it, hidden ones and links left out. What cannot be looked at has an error. */
async function* filesBelow(paths: readonly string[]): AsyncGenerator<Found> {
  for (const path of paths) {
    const within = await namesIn(path).catch((error: unknown) => ({ error }))
    if (within === 'file') yield { path }
    else if ('error' in within) yield { path, error: within.error }
    else yield* filesBelow(within.names.map((name) => join(path, name)))
  }
}

async function namesIn(path: string): Promise<'file' | { readonly names: readonly string[] }> {
  if (!(await stat(path)).isDirectory()) return 'file'
  const names: string[] = []
  for await (const entry of await opendir(path))
    if (!entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory())) names.push(entry.name)
  return { names: names.toSorted() }
}

export type Telling = {
  readonly say: (line: string) => void
  readonly complain: (line: string) => void
  readonly clock: Clock
  readonly wait?: (seconds: number) => Promise<void>
}

/**
 * Seals files on this machine and files them, one after another; a line a file, with the receipt's document and time.
 * @returns whether all were filed; one that was not is told and does not stop the others
 */
export async function fileAll(wish: FilingWish, tell: Telling): Promise<boolean> {
  const signing = await newSigningKeys()
  let all = true
  for await (const { path, ...found } of filesBelow(wish.paths)) {
    try {
      if ('error' in found) throw found.error
      tell.say(await fileOne(wish, path, tell, signing))
    } catch (error) {
      all = false
      tell.complain(`${path}: ${reasonOf(error)}`)
      // a key that is not valid is not valid for the next file either
      if (error instanceof NotTaken && error.code === 'documents.wrong-key') return false
    }
  }
  return all
}

function reasonOf(error: unknown): string {
  if (error instanceof SealingProblem && error.reason === 'size')
    return 'changed while it was read. Nothing was filed; try again.'
  if (error instanceof NotTaken) return error.message
  const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as NodeJS.ErrnoException).code
  return cause ? `not filed (${cause})` : `not filed (${String(error)})`
}

async function fileOne(
  { to, key, title }: FilingWish,
  path: string,
  { clock, wait = (seconds) => sleep(seconds * 1000) }: Telling,
  signing: SigningKeys | undefined,
): Promise<string> {
  await using file = await openFile(path)
  const { size } = await file.stat()
  const name = basename(path)
  const base = to.href.replace(/\/$/, '')
  const filed = await sendSealed(
    {
      addresses: machineAddresses(base),
      post: (address, body) =>
        fetch(address, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
          redirect: 'error',
          ...(body === undefined ? {} : { body }),
        }),
      wait,
      engine: nodeEngine,
      ...(signing ? { signing } : {}),
    },
    {
      file: file.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 }),
      size,
      mediaType: mediaTypeOf(name),
      fileName: name,
      title: title ?? name.slice(0, name.length - extname(name).length),
      sealedAt: clock.now().round({ smallestUnit: 'second', roundingMode: 'floor' }).toString(),
    },
  )
  return `${path}: ${filed.documentId} ${filed.receipt.storedAt} ${filed.receipt.sealed}`
}
