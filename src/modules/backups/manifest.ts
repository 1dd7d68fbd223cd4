import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { BackupProblem } from './problem.ts'
import { readText, type Target } from './target/target.ts'
import type { Vault } from './vault.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()
const table = z.object({
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: count,
  /** SHA-256 of the rows as they were written, every column of every row, in their order. */
  digest: hash,
})
const part = z.object({ file: z.string(), size: count })

const manifestForm = z.object({
  version: z.literal(1),
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
  takenAt: z.string(),
  migrations: z.array(z.object({ number: count, name: z.string(), checksum: hash })),
  directory: part.extend({ table }),
  organisations: z.array(
    z.object({
      id: z.uuid(),
      rows: part.extend({ tables: z.array(table) }),
      files: part.extend({
        count,
        bytes: count,
        /** SHA-256 over ids, sizes and digests of the files in their order. */
        digest: hash,
        /** Files that were erased while the backup was made. */
        vanished: count,
      }),
    }),
  ),
  /** How far the marks of erased people had been carried out when this was made. */
  tombstones: count,
  /** The target's key, wrapped under the instance key of that time. */
  key: z.string(),
})

const keyringForm = z.object({
  version: z.literal(1),
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
  takenAt: z.string(),
  keys: part,
  organisations: z.array(z.object({ id: z.uuid(), tables: z.array(table) })),
  tombstones: count,
  key: z.string(),
})

/** What a backup consists of. Holds ids, counts and digests, nothing about anybody. */
export type Manifest = z.infer<typeof manifestForm>
export type KeyringManifest = z.infer<typeof keyringForm>
export type TablePart = z.infer<typeof table>
export type OrganisationPart = Manifest['organisations'][number]

export const backupFolder = (id: string): string => `backups/${id}/`
export const keyringFolder = (id: string): string => `keyrings/${id}/`
const NAME = 'manifest.json'

const signedText = (body: object, vault: Vault): string => {
  const text = JSON.stringify(body)
  return `${JSON.stringify({ body: text, mac: vault.sign(text) })}\n`
}

/** Written last: a backup without a manifest is none. */
export const writeManifest = (target: Target, manifest: Manifest, vault: Vault): Promise<number> =>
  target.put(`${backupFolder(manifest.id)}${NAME}`, [Buffer.from(signedText(manifest, vault))])
export const writeKeyringManifest = (target: Target, manifest: KeyringManifest, vault: Vault): Promise<number> =>
  target.put(`${keyringFolder(manifest.id)}${NAME}`, [Buffer.from(signedText(manifest, vault))])

/** A list of contents that is gone, damaged or forged; a target that does not answer is something else. */
export class UnusableList extends BackupProblem {}

type Signed<T> = { readonly manifest: T; readonly text: string; readonly mac: string }

async function read<T>(target: Target, name: string, form: z.ZodType<T>): Promise<Signed<T>> {
  const text = await readText(target, name)
  if (text === undefined) throw new UnusableList(`There is no ${name} in ${target.where}. Nothing was changed.`)
  const outer = z.object({ body: z.string(), mac: hash }).safeParse(parsed(text))
  const inner = outer.success ? form.safeParse(parsed(outer.data.body)) : undefined
  if (!outer.success || !inner?.success) {
    throw new UnusableList(
      `${name} in ${target.where} is not in the form this program knows: it was damaged, or made by a newer program. ` +
        'Nothing was changed.',
    )
  }
  return { manifest: inner.data, text: outer.data.body, mac: outer.data.mac }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const readManifest = (target: Target, id: string): Promise<Signed<Manifest>> =>
  read(target, `${backupFolder(id)}${NAME}`, manifestForm)
export const readKeyringManifest = (target: Target, id: string): Promise<Signed<KeyringManifest>> =>
  read(target, `${keyringFolder(id)}${NAME}`, keyringForm)

/** @throws BackupProblem when the manifest was not written by this installation, or changed since */
export function refuseForged({ manifest, text, mac }: Signed<{ id: string }>, vault: Vault): void {
  if (timingSafeEqual(Buffer.from(vault.sign(text)), Buffer.from(mac))) return
  throw new UnusableList(
    `The list of contents of the backup ${manifest.id} was changed after it was made. Nothing was changed here. ` +
      'Take an older backup, and find out who can write to the place of the backups.',
  )
}

/** The ids of complete backups or keyrings, the newest first. Their names begin with the time they were made. */
export async function completeOnes(target: Target, kind: 'backups' | 'keyrings'): Promise<readonly string[]> {
  const files = await target.list(`${kind}/`)
  return files
    .flatMap(({ name }) => new RegExp(`^${kind}/([^/]+)/${NAME.replace('.', '\\.')}$`).exec(name)?.[1] ?? [])
    .toSorted()
    .toReversed()
}

/**
 * The newest of what lies there: the one made when the marks had been carried furthest, which every backup carries further,
 * whatever its clock said. One whose list of contents cannot be read is passed over, unless it is the last by its time: whoever
 * takes that one is told.
 */
export async function newestOf(target: Target, kind: 'backups' | 'keyrings'): Promise<string | undefined> {
  const ids = await completeOnes(target, kind)
  const reached = async (id: string): Promise<number> =>
    (kind === 'backups' ? await readManifest(target, id) : await readKeyringManifest(target, id)).manifest.tombstones
  let newest: { readonly id: string; readonly reached: number } | undefined
  for (const id of ids) {
    const found = await reached(id).catch((error: unknown) => {
      if (error instanceof UnusableList) return undefined
      throw error
    })
    if (found === undefined && id === ids[0]) return id
    if (found !== undefined && found > (newest?.reached ?? -1)) newest = { id, reached: found }
  }
  return newest?.id
}

/** When a backup was begun, from its id. */
export const timeOf = (id: string): Temporal.Instant =>
  Temporal.Instant.from(id.slice(0, 16).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

/** Whether something in the target bears the id of a backup; anything else there is not ours to touch. */
export const isId = (id: string): boolean => /^\d{8}T\d{6}Z-[0-9a-f]{8}$/.test(id)

export const newId = (now: Temporal.Instant, random: Uint8Array): string =>
  `${now
    .round({ smallestUnit: 'second', roundingMode: 'floor' })
    .toString()
    .replaceAll(/[-:]/g, '')}-${Buffer.from(random.subarray(0, 4)).toString('hex')}`
