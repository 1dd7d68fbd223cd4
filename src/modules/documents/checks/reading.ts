import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { open } from '#platform/keys/sealed.ts'
import { residueOf } from '#platform/residue/residue.ts'
import { broken, type Check, type Checks, kept, type Probe } from '#privacy'
import { filingOnly, pagesOf, previewOf, type PreviewKind } from '../reading/pages.ts'
import { readWaiting } from '../reading/pipeline.ts'
import { limits } from '../reading/limits.ts'
import { prefixOf } from '../reading/sandbox/folder.ts'
import { SandboxEnded, startSandbox } from '../reading/sandbox/process.ts'
import { textPdf } from '../reading/worker/layout.ts'
import { storeSealed } from '../storing/store.ts'
import { db } from '../storing/data.ts'
import { emptied, newArchive, sentence, within } from './desk.ts'

async function* stream(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

const inArchive = async <T>(probe: Probe, work: (archive: string) => Promise<T>): Promise<T> => {
  const archive = await newArchive(probe)
  try {
    return await work(archive)
  } finally {
    await emptied(probe, archive)
  }
}

const store = (probe: Probe, archiveId: string, name: string, content: Uint8Array) =>
  within(probe, (at) =>
    storeSealed(at, { archiveId, way: 'import', name, content: stream(content), size: content.length, mediaType: '' }),
  )

/** What became of a version: its stage, its text, and the first bytes of its previews. */
async function outcome(probe: Probe, versionId: string) {
  return within(probe, async (whole) => {
    const at = filingOnly(whole)
    const row = await db(at)
      .selectFrom('document_versions as v')
      .innerJoin('documents as d', 'd.id', 'v.document_id')
      .select(['v.stage', 'v.problem', 'd.facts'])
      .where('v.id', '=', versionId)
      .executeTakeFirstOrThrow()
    const read = await pagesOf(at, versionId)
    const bytesOf = async (kind: PreviewKind) => {
      const preview = await previewOf(at, at.house.blobs, versionId, 1, kind)
      return Buffer.concat(await Array.fromAsync(preview?.content ?? []))
    }
    return {
      ...row,
      facts: (await open(at, row.facts)) ?? [],
      text: read.map(({ text }) => text).join('\n'),
      page: await bytesOf('page'),
      pdf: await bytesOf('pdf'),
    }
  })
}
const isPng = (bytes: Buffer) => bytes.subarray(1, 4).toString() === 'PNG'
const isPdf = (bytes: Buffer) => bytes.subarray(0, 5).toString() === '%PDF-'

/** amagno/previews: a PDF, a scan, an office file and a mail are filed and read. */
const previews: Check = (probe) =>
  inArchive(probe, async (archive) => {
    const words = sentence()
    const scanned = 'Die Gemeinde bestätigt den Eingang Ihrer Unterlagen und prüft den Antrag in den nächsten Wochen.'
    const bill = `Rechnung Nr. 2026-17\n${words}\nIBAN: DE89 3704 0044 0532 0130 00\n\n${scanned}`
    const pdf = await store(probe, archive, 'rechnung.pdf', await textPdf(bill))
    const office = await store(
      probe,
      archive,
      'brief.rtf',
      Buffer.from(`{\\rtf1\\ansi ${words.replace('ü', "\\'fc")}}`),
    )
    const mail = await store(
      probe,
      archive,
      'mail.eml',
      Buffer.from(
        `From: a@belegt.invalid\r\nSubject: Plan\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\n\r\n${words}\r\n`,
      ),
    )
    await readWaiting(probe.scratch, probe.organisation)
    const read = await outcome(probe, pdf.versionId)
    const last = words.split(' ').at(-1) ?? ''
    const outcomes = {
      pdf: read,
      office: await outcome(probe, office.versionId),
      mail: await outcome(probe, mail.versionId),
    }
    for (const [name, { stage, problem, text, page }] of Object.entries(outcomes)) {
      if (stage !== 'ready') return broken(`${name} could not be read: ${problem}`)
      if (!text.includes(last)) return broken(`${name}: its text was not read`)
      if (!isPng(page)) return broken(`${name}: there is no picture of its page`)
    }
    if (!isPdf(outcomes.office.pdf) || !isPdf(outcomes.mail.pdf)) return broken('office file or mail have no PDF')
    // the picture of the first page, filed as a scan of it
    const scan = await store(probe, archive, 'scan.png', read.page)
    await readWaiting(probe.scratch, probe.organisation)
    const recognised = await outcome(probe, scan.versionId)
    const found = scanned.split(' ').filter((word) => recognised.text.includes(word)).length
    if (found < 12) return broken(`only ${found} of 15 words of a scan were recognised`)
    if (!read.facts.some(({ field, value }) => field === 'iban' && value.includes('DE89')))
      return broken('the IBAN of an invoice was not found')
    return kept(`PDF, scan, office file and mail have text, pictures and PDF; ${read.facts.length} values were found`)
  })

/** amagno/no-plaintext-left: a reader is killed amid a file; afterwards its words are looked for on the disk and in the rows. */
const noPlaintextLeft: Check = (probe) =>
  inArchive(probe, async (archive) => {
    const words = sentence()
    const content = await textPdf(`${words}\f${words}`)
    const reader = startSandbox('main', limits)
    await reader.send({ ask: 'read', hint: { after: 0, pictures: true, converts: false } })
    await reader.send({ ask: 'piece', content })
    process.kill(reader.pid, 'SIGKILL')
    const death = await reader.next().catch((error: unknown) => error)
    if (!(death instanceof SandboxEnded)) return broken('a reader that was killed goes on')
    const { versionId } = await store(probe, archive, 'brief.pdf', content)
    await readWaiting(probe.scratch, probe.organisation)
    const { text, stage } = await outcome(probe, versionId)
    if (stage !== 'ready' || !text.includes(words.split(' ').at(-1) ?? '')) return broken('the file was not read')
    const { dataFolder } = probe.scratch
    for (const home of ['/dev/shm', dataFolder]) {
      const left = existsSync(home) ? readdirSync(home).filter((name) => name.startsWith(prefixOf(dataFolder))) : []
      if (left.length > 0) return broken(`${left.length} private folders were left`)
    }
    const strings = words.split(' ').slice(1)
    for (const place of [join('blobs', probe.organisation.id), 'logs']) {
      const folder = join(dataFolder, place)
      const hits = existsSync(folder) ? await residueOf({ dataFolder: folder, strings }) : []
      if (hits[0]) return broken(`a word of the document lies readable in ${place}`)
    }
    const rows = await within(probe, async (at) => {
      const all: string[] = []
      for (const table of ['documents', 'document_versions', 'document_pages', 'document_previews', 'document_words']) {
        const found = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t`.execute(db(at))
        all.push(...found.rows.map(({ row }) => row))
      }
      return all.join('\n')
    })
    const hex = (word: string) => Buffer.from(word).toString('hex')
    if (strings.some((word) => rows.includes(word) || rows.includes(hex(word))))
      return broken('a word of the document lies readable in the database')
    return kept(
      `after a reader was killed amid a file and the file was read, ${strings.length} of its words lie nowhere`,
    )
  })

/** The promises about reading documents. */
export const readingChecks: Checks = {
  'amagno/previews': previews,
  'amagno/no-plaintext-left': noPlaintextLeft,
}
