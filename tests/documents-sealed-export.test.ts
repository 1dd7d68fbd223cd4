// An archive that no server reads as readable files, in a real browser: made there, of what a member's device opens.
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing, storing } from '../src/modules/documents/data.ts'
import { actsOf } from '../src/modules/documents/working/audit.ts'
import { db as stored } from '../src/modules/documents/storing/data.ts'
import { deviceExport } from '../src/modules/documents/exchange/paths.ts'
import { unzip } from '../src/platform/files/unzip.ts'
import { expectAccessible } from './support/axe.ts'
import { pdfOf } from './support/filed.ts'
import {
  expectKept,
  isOurs,
  PASSPHRASE,
  pictured,
  readableOf,
  sealedTown,
  type Seen,
  type SealedTown,
} from './support/sealed.ts'

let sealed: SealedTown
beforeAll(async () => {
  sealed = await sealedTown()
})
afterAll(() => sealed[Symbol.asyncDispose]())

const within = <T>(work: Parameters<typeof sealed.web.scope<(typeof filing)['opens'][number], T>>[1]): Promise<T> =>
  sealed.web.scope({ organisation: sealed.town, purpose: filing }, work)

const archiveNamed = (name: string): Promise<string> =>
  within(async (at) => {
    const { id } = await stored(at)
      .selectFrom('document_archives')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return id
  })

const leases = () =>
  sealed.web.scope({ organisation: sealed.town, purpose: storing }, (at) =>
    stored(at).selectFrom('document_leases').select(['document_id', 'purpose', 'account_id']).execute(),
  )

/** A file of the browser's own takes the place of the one that a member would choose in a window of the system. */
const withFile = ({ context }: Seen) =>
  context.addInitScript(() => {
    Object.assign(window, {
      showSaveFilePicker: async () =>
        (await navigator.storage.getDirectory()).getFileHandle('mit.zip', { create: true }),
    })
  })

async function fileIn({ page }: Seen): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const file = await (await (await navigator.storage.getDirectory()).getFileHandle('mit.zip')).getFile()
    return new Promise<string>((done) => {
      const reader = new FileReader()
      reader.onload = () => done(String(reader.result))
      reader.readAsDataURL(file)
    })
  })
  return Buffer.from(text.slice(text.indexOf(',') + 1), 'base64')
}

const filesOf = (zip: Uint8Array) => unzip(zip, { bytes: 1e9, files: 1_000 })
/** By the beginning of their ids, which names bear. */
const named = (files: ReadonlyMap<string, Buffer>, id: string) =>
  [...files].filter(([name]) => name.includes(`[${id.slice(0, 8)}]`))

/** Opens the archive's export by keyboard. */
async function unlocked(seen: Seen, archive: string): Promise<void> {
  const { page } = seen
  await page.goto(`/${sealed.town.slug}${deviceExport(archive)}`)
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await page.getByRole('button', { name: 'ZIP-Datei speichern' }).waitFor({ timeout: 60_000 })
}

test('amagno/client-seal a sealed archive is taken along readable: made in the browser, and told of what did not open', async () => {
  const apiKey = await sealed.withArchive('Personalrat')
  const archive = await archiveNamed('Personalrat')
  const type = { mediaType: 'application/pdf' }
  const bytes = {
    letter: await pdfOf('Beschwerde über Lärm'),
    text: Buffer.from('Umlaute: äöüß\n'),
    large: randomBytes(40 * 1024 ** 2),
  }
  const letter = await sealed.fileSealed(apiKey, { title: 'Beschwerde Müller', ...type }, bytes.letter)
  const text = await sealed.fileSealed(apiKey, { title: '=Formel', mediaType: 'text/plain' }, bytes.text)
  const large = await sealed.fileSealed(apiKey, { title: 'Bauakte', ...type }, bytes.large)
  const broken = await sealed.fileSealed(apiKey, { title: 'Kaputt', ...type }, await pdfOf('wird beschädigt'))
  const { file } = await within((at) =>
    stored(at)
      .selectFrom('document_versions')
      .select('file')
      .where('document_id', '=', broken.documentId)
      .executeTakeFirstOrThrow(),
  )
  const path = join(sealed.web.house.dataFolder, 'blobs', sealed.town.id, file.id.slice(0, 2), file.id)
  const whole = await readFile(path)
  whole.writeUInt8(whole.readUInt8(whole.length - 40) ^ 1, whole.length - 40)
  await writeFile(path, whole)

  await using anna = await sealed.opened('/team/dokumente/mitnehmen', 'anna')
  const { page } = anna
  await withFile(anna)
  await expectAccessible(page)
  await pictured(anna, 'export-all')
  await page.getByRole('link', { name: 'Personalrat' }).press('Enter')
  await page.getByLabel('Passphrase').waitFor()
  await expectAccessible(page)
  await pictured(anna, 'export-closed')
  await unlocked(anna, archive)
  await expectAccessible(page)
  await pictured(anna, 'export-ready')
  const begin = page.getByRole('button', { name: 'ZIP-Datei speichern' })
  expect(await begin.evaluate((button) => button === document.activeElement)).toBe(true)
  await begin.press('Enter')
  await page
    .getByText('Fertig, aber nicht vollständig: Von 4 Unterlagen ließen sich 1 nicht ganz öffnen')
    .waitFor({ timeout: 60_000 })
  expect(await page.locator('sealed-export [data-list]').textContent()).toBe('Kaputt: beschädigt')
  await expectAccessible(page)
  await pictured(anna, 'export-done')

  const files = filesOf(await fileIn(anna))
  expect(named(files, letter.documentId)).toEqual([
    [expect.stringMatching(/^Personalrat\/2026\/2026-\d\d-\d\d Beschwerde Müller \[.{8}\]\.pdf$/), bytes.letter],
  ])
  expect(named(files, text.documentId).map(([, content]) => content)).toEqual([bytes.text])
  expect(named(files, large.documentId)[0]?.[1].equals(bytes.large)).toBe(true)
  expect(named(files, broken.documentId)).toEqual([])
  expect([...files.keys()].slice(-2)).toEqual(['unterlagen.csv', 'verlauf.csv'])
  const lines = String(files.get('unterlagen.csv')).split('\r\n')
  const about = (id: string) => lines.find((line) => line.includes(id)) ?? ''
  expect(lines[0]).toContain('Kennung;Archiv;Titel;Datum')
  expect(about(letter.documentId)).toContain(';Personalrat;Beschwerde Müller;')
  expect(about(letter.documentId)).toContain('Beschwerde Müller.pdf;application/pdf;')
  expect(about(letter.documentId)).toContain(createHash('sha256').update(bytes.letter).digest('hex'))
  expect(about(large.documentId)).toContain(createHash('sha256').update(bytes.large).digest('hex'))
  expect(about(text.documentId)).toContain(`"'=Formel"`) // runs nothing in a spreadsheet
  expect(about(broken.documentId)).toContain('Kaputt')
  expect(about(broken.documentId)).toMatch(/;beschädigt$/)

  // each opening is a lease of hers, and each document's course says that it was taken along
  const opened = (await leases()).filter(({ purpose }) => purpose === 'export')
  expect(new Set(opened.map(({ document_id }) => document_id)).size).toBe(4)
  expect(opened.every(({ account_id }) => account_id !== null)).toBe(true)
  for (const { documentId } of [letter, text, large, broken]) {
    const { acts } = await within((at) => actsOf(at, documentId))
    expect(acts.filter(({ act }) => act === 'document.exported')).toHaveLength(1)
  }
  expect(String(files.get('verlauf.csv'))).toContain(letter.documentId)
  expectKept(anna)
  expect(readableOf(anna)).not.toMatch(/Müller|Formel|Bauakte/)
  // the server breaks off what it finds damaged
  const problems = anna.problems.filter((problem) => !problem.includes('net::ERR_INCOMPLETE_CHUNKED_ENCODING'))
  expect([...problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 240_000)

test('an export is paused, outlives a broken line, and leaves nothing when it is cancelled', async () => {
  const apiKey = await sealed.withArchive('Ausschuss')
  const archive = await archiveNamed('Ausschuss')
  for (const title of ['Eins', 'Zwei', 'Drei'])
    await sealed.fileSealed(apiKey, { title, mediaType: 'text/plain' }, Buffer.from(`Inhalt von ${title}`))
  await using anna = await sealed.opened('/team/dokumente', 'anna')
  const { page, context } = anna
  await withFile(anna)
  await unlocked(anna, archive)
  let asked = 0
  let letIn = (): void => undefined
  const waits = new Promise<void>((done) => (letIn = done))
  await context.route('**/versiegelt?*', async (route) => {
    asked += 1
    if (asked === 2) await waits
    return asked === 3 ? route.abort() : route.continue()
  })
  const [pause, goOn, cancel] = ['Anhalten', 'Weiter', 'Abbrechen'].map((name) =>
    page.getByRole('button', { name, exact: true }),
  )
  if (!pause || !goOn || !cancel) throw new Error('no buttons')
  await page.getByRole('button', { name: 'ZIP-Datei speichern' }).press('Enter')
  await page.getByText('Unterlage 2 von 3.').waitFor()
  await expectAccessible(page)
  await pictured(anna, 'export-running')
  await pause.press('Enter')
  await page.getByText('Angehalten nach 1 von 3 Unterlagen.').waitFor()
  expect(await goOn.evaluate((button) => button === document.activeElement)).toBe(true)
  letIn()
  await goOn.press('Enter')
  await page.getByText('Der Server ist nicht zu erreichen').waitFor({ timeout: 20_000 })
  await expectAccessible(page)
  await pictured(anna, 'export-lost')
  await goOn.press('Enter')
  await page.getByText('Fertig: 3 Unterlagen sind lesbar gespeichert.').waitFor({ timeout: 20_000 })
  const before = filesOf(await fileIn(anna))
  expect(
    [...before.values()]
      .map(String)
      .filter((text) => text.startsWith('Inhalt'))
      .toSorted(),
  ).toEqual(['Inhalt von Drei', 'Inhalt von Eins', 'Inhalt von Zwei'])

  await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('mit.zip'))
  asked = 1 // the first one waits now, for ever
  await context.unroute('**/versiegelt?*')
  await context.route('**/versiegelt?*', () => undefined)
  await page.getByRole('button', { name: 'ZIP-Datei speichern' }).press('Enter')
  await page.getByText('Unterlage 1 von 3.').waitFor()
  await cancel.press('Enter')
  await page.getByText('Abgebrochen. Eine halbe Datei bleibt nicht liegen.').waitFor({ timeout: 20_000 })
  expect((await fileIn(anna)).length).toBe(0)
  expect(sealed.web.defects.map(String)).toEqual([])
}, 120_000)

test('a browser that cannot write into a file saves ZIP files; and only members who may read get anything', async () => {
  const archive = await archiveNamed('Ausschuss')
  await using anna = await sealed.opened('/team/dokumente', 'anna')
  const { page, context } = anna
  await context.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await page.goto(`/${sealed.town.slug}${deviceExport(archive)}`)
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await page.getByText('Dieser Browser kann nicht laufend in eine Datei schreiben').waitFor({ timeout: 60_000 })
  await expectAccessible(page)
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'ZIP-Datei speichern' }).press('Enter')
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^unterlagen-.*-1\.zip$/)
  const files = filesOf(await readFile(await download.path()))
  expect(files.size).toBe(5)
  expect([...files.keys()].at(-1)).toBe('verlauf.csv')
  await page.getByText('Fertig: 3 Unterlagen sind lesbar gespeichert. ZIP-Dateien: 1.').waitFor()

  const { cookie } = await sealed.web.member(sealed.town, { name: 'Carla Kein', role: 'main-administrator' })
  const carla = sealed.web.browse({ cookie })
  for (const part of ['/angaben', '/verlauf'])
    expect((await carla.open(`/${sealed.town.slug}${deviceExport(archive)}${part}`)).status).toBe(403)
  const stranger = sealed.web.browse({
    cookie: (await sealed.web.member(sealed.town, { name: 'Dora Draußen', role: 'desk' })).cookie,
  })
  expect((await stranger.open(`/${sealed.town.slug}${deviceExport(archive)}/angaben`)).status).toBeGreaterThanOrEqual(
    403,
  )
}, 120_000)
