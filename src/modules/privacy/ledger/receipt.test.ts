import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { recordConsent, withdrawConsents } from '../consent.ts'
import { proving } from '../data.ts'
import { erasePeople } from '../erasure/erase.ts'
import { privacy } from '../module.ts'
import { newSigningKey } from './checkpoint.ts'
import { signNote } from './note.ts'
import { mergeAndPublish } from './published.ts'
import { record } from './record.ts'
import { receiptOf, receiptPath, receiptsPath, type Receipt } from './receipt.ts'

const PROGRAM = join(import.meta.dirname, '../../../../docs/evidence/verify-receipt.mjs')
type Checked = { fingerprint: string; entries: { kind: string }[]; texts: Record<string, string> }
const { verifyReceipt } = (await import(PROGRAM)) as {
  verifyReceipt: (text: string, known?: string) => Promise<Checked>
}

let web: TestWeb
let city: Organisation
const person = randomUUID()
let evidence: string
let receipt: Receipt
const wording = 'Ich willige ein, dass „das Amt“ mich anruft (§\u00a07).\nWiderruf jederzeit & ohne <Grund>.'
const within = <T>(work: Parameters<typeof web.scope<'privacy.proving', T>>[1]) =>
  web.scope({ organisation: city, purpose: proving }, work)
const check = (given: unknown, known?: string) => verifyReceipt(JSON.stringify(given), known)

beforeAll(async () => {
  web = await testWeb({ modules: [privacy] })
  city = await web.organisation()
  await within(async (at) => {
    for (let n = 0; n < 5; n++) await record(at, 'test.said', { n })
    await recordConsent(at, { person, activity: proving, wording, special: true })
    evidence = await record(at, 'erasure.done', { why: 'request', people: 1, held: 0, 'rows.consents': 2 })
  })
  await mergeAndPublish(web.house, city)
  await within((at) => record(at, 'test.said', { later: true }))
  await mergeAndPublish(web.house, city)
  const consent = (await within((at) => evidenceIds(at)))[0]!
  receipt = (await within((at) => receiptOf(at, [consent, evidence])))!.receipt
})
afterAll(() => web.close())

const evidenceIds = async (at: Parameters<typeof receiptsPath>[0]) => {
  const { evidenceOf } = await import('./person.ts')
  return (await evidenceOf(at, person)).map(({ id }) => id)
}

describe('a receipt', () => {
  test('amagno/consent-log: verifies offline, with the wording, by a program that knows nothing of ours', async () => {
    const seen = await check(receipt)
    expect(seen.entries.map(({ kind }) => kind)).toEqual(['consent.given', 'erasure.done'])
    expect(Object.values(seen.texts)).toEqual([wording])
    expect(seen.fingerprint).toBe(receipt.fingerprint)
    await check(receipt, receipt.fingerprint)
    await check(receipt, receipt.key)
    await check(receipt, receipt.fingerprint.toUpperCase().replaceAll(/.{8}/g, '$& '))
    await expect(check(receipt, '0'.repeat(64))).rejects.toThrow('not the one you know')
  })

  test('in which any field was changed is refused', async () => {
    const other = newSigningKey(receipt.origin)
    const { entries } = receipt
    const first = entries[0]!
    const entry = (changed: object) => ({ ...receipt, entries: [{ ...first, ...changed }, entries[1]] })
    const leaf = JSON.parse(first.leaf) as Record<string, unknown>
    const note = receipt.checkpoint.split('\n')
    const line = (n: number, text: string) => ({ ...receipt, checkpoint: note.with(n, text).join('\n') })
    const flipped = (text: string) => text.replace(/[A-Za-z]/, (one) => (one === 'A' ? 'B' : 'A'))
    const forgeries: Record<string, unknown> = {
      format: { ...receipt, format: 'belegt-receipt-2' },
      origin: { ...receipt, origin: 'belegt/other' },
      key: { ...receipt, key: other.verifierKey },
      'key and fingerprint': { ...receipt, key: other.verifierKey, fingerprint: '0'.repeat(64) },
      fingerprint: { ...receipt, fingerprint: '0'.repeat(64) },
      'checkpoint: origin': line(0, 'belegt/other'),
      'checkpoint: size': line(1, String(Number(note[1]) + 1)),
      'checkpoint: root': line(2, flipped(note[2]!)),
      'checkpoint: signature': line(
        4,
        note[4]!.replace(/(.)(..)$/, (_, a: string, b: string) => (a === 'A' ? 'B' : 'A') + b),
      ),
      'checkpoint: signed by another': {
        ...receipt,
        checkpoint: signNote(`${note.slice(0, 3).join('\n')}\n`, receipt.origin, other.privateKeyPem),
      },
      'no entry': { ...receipt, entries: [] },
      'leaf: kind': entry({ leaf: first.leaf.replace('consent.given', 'consent.taken') }),
      'leaf: at': entry({ leaf: first.leaf.replace(/"at":"2/, '"at":"3') }),
      'leaf: salt': entry({ leaf: first.leaf.replace(/"salt":"./, '"salt":"g') }),
      'leaf: version': entry({ leaf: first.leaf.replace('"v":1', '"v":2') }),
      'leaf: blank': entry({ leaf: JSON.stringify(leaf, null, 1) }),
      index: entry({ index: first.index + 1 }),
      'index: fraction': entry({ index: first.index + 0.5 }),
      'index: negative': entry({ index: -1 }),
      'proof: shorter': entry({ proof: first.proof.slice(1) }),
      'proof: longer': entry({ proof: [...first.proof, first.proof[0]] }),
      'proof: swapped': entry({ proof: first.proof.toReversed() }),
      'proof: changed': entry({ proof: first.proof.with(0, flipped(first.proof[0]!)) }),
      'proof: sloppy base64': entry({ proof: first.proof.with(0, first.proof[0]!.slice(0, -1)) }),
      'a field more': { ...receipt, note: 'trust me' },
      'a field more in an entry': entry({ name: 'Erika Mustermann' }),
      'a field less': { ...receipt, texts: undefined },
      'another text': { ...receipt, texts: ['Ich willige in alles ein.'] },
      'a text more': { ...receipt, texts: [...receipt.texts, 'Ich willige in alles ein.'] },
      'a text twice': { ...receipt, texts: [...receipt.texts, ...receipt.texts] },
      nothing: {},
      'no receipt': 7,
    }
    for (const name of Object.keys(leaf['body'] as object))
      forgeries[`leaf: ${name}`] = entry({ leaf: first.leaf.replace(`"${name}":`, `"${name}s":`) })
    for (const [what, forged] of Object.entries(forgeries)) {
      await expect(check(forged), what).rejects.toThrow()
    }
  })

  test('is checked on the command line, as a file or as the saved page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'belegt-receipt-'))
    const run = (...args: string[]) =>
      new Promise<{ code: number; out: string }>((resolve) => {
        execFile(process.execPath, [PROGRAM, ...args], (error, out) => {
          resolve({ code: error ? Number(error.code) : 0, out })
        })
      })
    try {
      const guest = web.browse()
      const page = await guest.open(`/${city.slug}${await within((at) => receiptPath(at, evidence))}`)
      await writeFile(join(folder, 'beleg.html'), page.html)
      await writeFile(join(folder, 'beleg.json'), JSON.stringify(receipt))
      await writeFile(join(folder, 'forged.json'), JSON.stringify(receipt).replace('consent.given', 'consent.taken'))
      const [html, json, forged, stranger] = await Promise.all([
        run(join(folder, 'beleg.html'), '--key', receipt.fingerprint),
        run(join(folder, 'beleg.json')),
        run(join(folder, 'forged.json')),
        run(join(folder, 'beleg.json'), '--key', '0'.repeat(64)),
      ])
      expect([html.code, json.code, forged.code, stranger.code]).toEqual([0, 0, 1, 1])
      expect(html.out).toContain('erasure.done')
      expect(json.out).toContain('Compare this fingerprint')
      expect(forged.out).toContain('NOT GENUINE')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('that an editor or a browser wrote anew is as genuine; a page in which a word was changed is not', async () => {
    const [id = ''] = await within((at) => evidenceIds(at))
    const { html } = await web.browse().open(`/${city.slug}${await within((at) => receiptPath(at, id))}`)
    expect((await verifyReceipt(`\uFEFF${JSON.stringify(receipt)}`)).entries).toHaveLength(2)
    // as browsers write a page out of what they show (HTML, 13.3 Serializing HTML fragments)
    const saved = html.replaceAll('\u00a0', '&nbsp;').replaceAll('&quot;', '"').replaceAll('\n', '\r\n')
    expect(Object.values((await verifyReceipt(saved)).texts)).toEqual([wording])
    await expect(verifyReceipt(saved.replaceAll('mich anruft', 'mir schreibt'))).rejects.toThrow(
      /a text is not the one/,
    )
  })

  describe('that cannot be checked here is not called forged', () => {
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'belegt-receipt-'))
      await writeFile(join(folder, 'beleg.json'), JSON.stringify(receipt))
      await copyFile(PROGRAM, join(folder, 'pruefen.mjs'))
    })
    afterAll(() => rm(folder, { recursive: true }))
    const run = (first: string, words: readonly string[], program = PROGRAM) =>
      new Promise<{ code: number; out: string }>((resolve) => {
        const before = `data:text/javascript,${encodeURIComponent(first)}`
        execFile(process.execPath, ['--import', before, program, ...words], (error, out) =>
          resolve({ code: error ? Number(error.code) : 0, out }),
        )
      })
    const without = (what: string) => run(what, [join(folder, 'beleg.json')])

    test('an older machine checks it all the same, or says what it lacks', async () => {
      for (const older of ['delete Array.prototype.toSorted', 'delete globalThis.crypto'])
        expect(await without(older), older).toMatchObject({ code: 0, out: expect.stringMatching(/^genuine/) as string })
      const lacking = `const lacks = () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
        crypto.subtle.importKey = lacks`
      const told = await without(lacking)
      expect(told).toMatchObject({ code: 2, out: expect.stringMatching(/^NOT CHECKED: .*Ed25519/) as string })
      expect(told.out).not.toContain('GENUINE')
    })
    test('a file that is not there, a key that was left out, a program under another name', async () => {
      const here = join(folder, 'beleg.json')
      for (const words of [
        [join(folder, 'fehlt.json')],
        [here, '--key'],
        [here, '--key', ''],
        [here, '--ky', 'x'],
        [],
      ]) {
        const { code, out } = await run('', words)
        expect([code, out], words.join(' ')).toEqual([2, expect.stringMatching(/^NOT CHECKED: /)])
      }
      expect(await run('', [here], join(folder, 'pruefen.mjs'))).toMatchObject({ code: 0 })
      expect((await run('', [here], join(folder, 'pruefen.mjs'))).out).toMatch(/^genuine/)
    })
  })
})

describe('the link', () => {
  test('shows without script, cookie or sign-in what happened, and gives the file', async () => {
    const guest = web.browse()
    const path = await within((at) => receiptPath(at, evidence))
    const seen = await guest.open(`/${city.slug}${path}`)
    expect([seen.status, seen.headers.get('set-cookie')]).toEqual([200, null])
    expect(seen.page.text).toContain('Daten gelöscht')
    expect(seen.page.text).toContain('auf Verlangen')
    expect(seen.page.root.querySelectorAll('script')).toEqual([])
    // the file bears the name that the page says
    expect(seen.page.text).toMatch(/node verify-receipt\S*\.mjs beleg\.json/)
    const file = await guest.open(`/${city.slug}${path}/beleg.json`)
    expect((await verifyReceipt(file.html)).entries[0]?.kind).toBe('erasure.done')
    const english = (await guest.open(`/en/${city.slug}${path}`)).page.text
    expect(english).toContain('Data erased')
    expect(english).toMatch(/node verify-receipt\S*\.mjs beleg\.json/)
  })

  test('of another organisation, use or nobody does not read', async () => {
    const other = await web.organisation()
    const [one, all] = await within(async (at) => [await receiptPath(at, evidence), await receiptsPath(at, person)])
    const guest = web.browse()
    for (const path of [
      `/${other.slug}${one}`,
      `/${city.slug}${all!.replace('belege', 'beleg')}`,
      `/${city.slug}${one!.replace('beleg', 'belege')}`,
      `/${city.slug}/beleg/x`,
    ])
      expect((await guest.open(path)).status, path).toBe(404)
  })

  test('a person sees all theirs, also the withdrawal of a moment ago; after the erasure the link leads to nobody', async () => {
    const path = `/${city.slug}${await within((at) => receiptsPath(at, person))}`
    const guest = web.browse()
    web.clock.advance({ minutes: 1 })
    await within((at) => withdrawConsents(at, person))
    const list = await guest.open(path)
    expect(list.page.text).toContain('Einwilligung erteilt')
    expect(list.page.text).toContain('Einwilligung widerrufen')
    const waiting = await guest.open(list.page.root.querySelector('.rows a')!.getAttribute('href')!)
    expect(waiting.page.text).toContain('entsteht gerade')
    await mergeAndPublish(web.house, city)
    expect((await guest.open(waiting.url)).page.text).toContain('Einwilligung widerrufen')
    await within((at) => erasePeople(at, [person], 'request'))
    expect((await guest.open(path)).page.text).toContain('führt von diesem Link nichts mehr zu Ihnen')
    await check(receipt) // what was saved stays valid
    expect(web.defects).toEqual([])
  })
})
