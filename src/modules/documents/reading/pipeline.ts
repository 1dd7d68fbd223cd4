import { isRefusal } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { filing } from '../data.ts'
import type { Barcode } from '../facts/barcodes/types.ts'
import { understand } from '../facts/understand.ts'
import { indexPages } from '../search/index.ts'
import { openVersion } from '../storing/lease.ts'
import { noteAct } from '../working/audit.ts'
import { fileAttachment, wasTakenApart } from './attached.ts'
import { ATTEMPTS, type Claimed, claimNext, conclude, type Ending, renew } from './claim.ts'
import { db } from './data.ts'
import { holderOf, keepPages, keepPreviews, type KeptPage } from './keep.ts'
import { limits } from './limits.ts'
import type { recognise } from './ocr/recognise.ts'
import { officeConverter } from './office-pdf.ts'
import { type Filing, filingOnly, pagesOf } from './pages.ts'
import { type LeftBehind, readFile, type ReadPart, ReadTrouble } from './read-file.ts'

/** Told of whenever a version was read, or could not be. */
export const READ = 'documents.read'

const JOB = 'documents.reading'
const PAGES_AT_ONCE = 12
const KEEP_MS = 10_000
/** Facts stand on the first pages; an invoice's sum on the last ones. */
const UNDERSTOOD = { first: 60, last: 5 } as const

const within = <T>(
  house: House,
  organisation: Organisation,
  work: (at: Scope<Filing>) => Promise<T>,
  readOnly = false,
): Promise<T> =>
  inScope(house, { organisation, actor: { kind: 'system', job: JOB }, purpose: filing, readOnly }, (at) =>
    work(filingOnly(at)),
  )

/** What follows from the pages; told apart so that each can be tried without the other. */
export type Steps = {
  readonly understand: typeof understand
  readonly indexPages: typeof indexPages
  readonly recognise?: typeof recognise
}
const steps: Steps = { understand, indexPages }

/** Reads the versions of an organisation that wait, one after the other; how many those were. */
export async function readWaiting(
  house: House,
  organisation: Organisation,
  goesOn: () => boolean = () => true,
  then: Steps = steps,
): Promise<number> {
  let read = 0
  while (goesOn()) {
    const claimed = await within(house, organisation, claimNext)
    if (!claimed) break
    await readClaimed(house, organisation, claimed, then)
    read++
  }
  return read
}

/** Reads one version that was claimed: what was read is kept bit by bit, so that whoever takes it over goes on from there. */
export async function readClaimed(
  house: House,
  organisation: Organisation,
  claimed: Claimed,
  then: Steps = steps,
): Promise<void> {
  const ending = await readKept(house, organisation, claimed, then).catch((error: unknown) => endingOf(error, claimed))
  if (!ending) return // it was deleted, or its person erased, while it was read: nothing is left to say
  await within(house, organisation, async (at) => {
    if (!(await holderOf(at, claimed.documentId))) return
    await conclude(at, claimed.versionId, ending)
    if (ending.stage !== 'stored')
      await noteAct(at, claimed.documentId, ending.stage === 'ready' ? 'document.read' : 'document.unreadable')
    // a file nobody can read is found by its title and its name all the same
    if (ending.stage === 'unreadable') await index(at, claimed, then)
    at.tell(READ)
  })
}

/** What becomes of a version whose reading failed; undefined where it is gone. Everything unforeseen is thrown again. */
function endingOf(error: unknown, { attempts }: Claimed): Ending | undefined {
  if (error instanceof ReadTrouble) {
    const { problem } = error
    const passing = problem === 'took-too-long' || problem === 'too-much-memory' || problem === 'crashed'
    return passing && attempts < ATTEMPTS
      ? { stage: 'stored', minutes: attempts * 2, problem }
      : { stage: 'unreadable', problem }
  }
  if (isRefusal(error)) {
    if (error.code === 'documents.unknown' || error.code === 'documents.key-destroyed') return undefined
    if (error.code === 'files.no-space') return { stage: 'stored', minutes: 5, problem: 'no-space' }
    if (error.code === 'files.damaged' || error.code === 'files.not-found')
      return { stage: 'unreadable', problem: 'damaged-in-store' }
  }
  if (attempts >= ATTEMPTS) return { stage: 'unreadable', problem: 'crashed' }
  throw error
}

async function readKept(
  house: House,
  organisation: Organisation,
  claimed: Claimed,
  then: Steps,
): Promise<Ending | undefined> {
  if (claimed.size > limits.bytes) throw new ReadTrouble('beyond-bound')
  const wish = { versionId: claimed.versionId, purpose: 'preview' } as const
  const opened = await within(house, organisation, (at) => openVersion(at, wish), true)
  const hint = {
    mediaType: claimed.mediaType,
    fileName: claimed.fileName,
    after: claimed.done,
    ...(claimed.password === undefined ? {} : { password: claimed.password }),
  }
  const convert = officeConverter(house.dataFolder)
  const parts = readFile(opened.content, hint, {
    room: organisation.id,
    ...(convert ? { convert } : {}),
    ...(then.recognise ? { recognise: then.recognise } : {}),
    // a page that can never be recognised does not keep the others from being read
    goesOn: claimed.attempts >= ATTEMPTS,
  })
  const found: Found = {
    invoice: undefined,
    language: null,
    unrecognised: 0,
    pages: 0,
    barcodes: [],
    whole: false,
    left: undefined,
  }
  let waiting: KeptPage[] = []
  let kept = performance.now()
  let position = 0
  const keep = async (): Promise<boolean> => {
    const batch = waiting
    waiting = []
    kept = performance.now()
    return within(house, organisation, (at) => keepBatch(at, claimed, batch))
  }
  for await (const part of parts) {
    switch (part.is) {
      case 'about':
        found.pages = part.pages
        found.whole =
          part.kind === 'mail' &&
          claimed.way === 'mail' &&
          (await within(house, organisation, (at) => wasTakenApart(at, claimed.documentId), true))
        break
      case 'page':
        waiting.push(part)
        found.barcodes.push(...(part.barcodes ?? []))
        if (waiting.length < PAGES_AT_ONCE && performance.now() - kept < KEEP_MS) break
        if (!(await keep())) return undefined
        break
      case 'attachment':
        position++
        if (!found.whole && !(await fileAttachment(house, organisation, claimed, position, part.attachment)))
          found.left ??= 'not-unpacked'
        break
      case 'left':
        found.left = part.problem
        break
      case 'pdf':
      case 'invoice':
      case 'done':
        await takeIn(house, organisation, claimed, part, found)
    }
  }
  return within(house, organisation, (at) => finish(at, claimed, waiting, found, then))
}

type Found = {
  whole: boolean
  /** Why something stayed in what it came in. */
  left: LeftBehind | undefined
  invoice: string | undefined
  language: 'de' | 'en' | null
  unrecognised: number
  pages: number
  barcodes: Barcode[]
}

async function takeIn(
  house: House,
  organisation: Organisation,
  claimed: Claimed,
  part: Extract<ReadPart, { is: 'pdf' | 'invoice' | 'done' }>,
  found: Found,
): Promise<void> {
  if (part.is === 'invoice') found.invoice = part.xml
  else if (part.is === 'done') {
    found.language = part.language
    found.unrecognised = part.unrecognised
  } else {
    const pdf = { kind: 'pdf', page: 0, width: 0, height: 0, content: part.content } as const
    await within(house, organisation, async (at) => {
      const holder = await holderOf(at, claimed.documentId)
      if (holder) await keepPreviews(at, claimed, holder, [pdf])
    })
  }
}

/** Keeps some pages; false when the document is gone. */
async function keepBatch(at: Scope<Filing>, claimed: Claimed, batch: readonly KeptPage[]): Promise<boolean> {
  const holder = await holderOf(at, claimed.documentId)
  if (!holder || !(await renew(at, claimed.versionId))) return false
  await keepPages(at, claimed, holder, batch)
  return true
}

/** The last pages, and all that follows from them: in one transaction, so that what is found is there to be seen. */
async function finish(
  at: Scope<Filing>,
  claimed: Claimed,
  last: readonly KeptPage[],
  found: Found,
  then: Steps,
): Promise<Ending | undefined> {
  if (!(await keepBatch(at, claimed, last))) return undefined
  const { documentId, versionId } = claimed
  const { current } = await db(at)
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', 'd.id', 'v.document_id')
    .select((row) => row('v.number', '=', row.ref('d.current')).as('current'))
    .where('v.id', '=', versionId)
    .executeTakeFirstOrThrow()
  // an older version is shown, but the document is found by its current one
  if (current) {
    await db(at)
      .updateTable('documents')
      .set({ pages: found.pages, language: found.language })
      .where('id', '=', documentId)
      .execute()
    const numbers = pageNumbers(found.pages)
    const pages = await pagesOf(at, versionId, numbers)
    // of pages from an attempt that was cut off they are looked for once more
    const barcodes = claimed.done > 0 ? undefined : found.barcodes
    await then.understand(at, { documentId, versionId, pages, invoice: found.invoice, barcodes })
    await index(at, claimed, then)
  }
  return { stage: 'ready', problem: found.left ?? (found.unrecognised > 0 ? 'not-recognised' : null) }
}

const pageNumbers = (pages: number): number[] =>
  Array.from({ length: pages }, (_, at) => at + 1).filter(
    (number) => number <= UNDERSTOOD.first || number > pages - UNDERSTOOD.last,
  )

const index = (at: Scope<Filing>, { documentId, versionId }: Claimed, then: Steps): Promise<void> =>
  then.indexPages(at, { documentId, versionId, pages: allPages(at, versionId) })

const TOGETHER = 50

/** All pages of a version, some at a time. */
async function* allPages(at: Scope<Filing>, versionId: string) {
  for (let from = 1; ; from += TOGETHER) {
    const numbers = Array.from({ length: TOGETHER }, (_, place) => from + place)
    const some = await pagesOf(at, versionId, numbers)
    yield* some
    if (some.length < TOGETHER) return
  }
}
