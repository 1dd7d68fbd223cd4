import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { broken, type Check, type Checks, kept, type Probe } from '#privacy'
import { holderOf, keepPages } from '../reading/keep.ts'
import { db } from '../search/data.ts'
import { indexPages } from '../search/index.ts'
import { TOKEN_LENGTH } from '../search/token.ts'
import { storeSealed } from '../storing/store.ts'
import { DOCUMENTS } from '../viewing/paths.ts'
import { filingOnly } from '../viewing/routes/common.ts'
import { atDesk, emptied, newArchive, storingWithin, within } from './desk.ts'
import { readableIn } from './storing.ts'

/** Files a text as a document of one page and indexes it, as reading does once it has read a file. */
async function filed(probe: Probe, archiveId: string, title: string, text: string): Promise<string> {
  const { documentId, versionId } = await within(probe, (at) =>
    storeSealed(at, {
      archiveId,
      way: 'import',
      name: 'text.bin',
      title,
      mediaType: 'application/octet-stream',
      size: Buffer.byteLength(text),
      content: (async function* () {
        yield Buffer.from(text)
      })(),
    }),
  )
  await within(probe, async (at) => {
    const page = { number: 1, width: 595, height: 842, text, words: [], from: 'layer' } as const
    const holder = (await holderOf(filingOnly(at), documentId)) ?? ''
    await keepPages(filingOnly(at), { documentId, versionId }, holder, [{ page }])
    await indexPages(at, { documentId, versionId, pages: [page] })
  })
  return documentId
}

/** Words that stand nowhere else: a name of letters alone, which German endings do not touch. */
const unique = (): string =>
  `zq${[...randomBytes(10)].map((byte) => String.fromCodePoint(97 + (byte % 13) * 2)).join('')}k`

/** amagno/search: a small corpus with known answers, asked through the page by somebody at the desk. */
const search: Check = (probe) =>
  atDesk(probe, 'suche', async (archive, headers) => {
    const mark = unique()
    const corpus: Readonly<Record<string, readonly [title: string, text: string]>> = {
      often: ['Vermerk', `${mark} Die Kündigung! Eine Kündigung, noch eine Kündigung und die letzte Kündigung.`],
      once: ['Brief', `${mark} In diesem Brief steht von der Kündigung nur einmal etwas, und sonst von vielem mehr.`],
      title: ['Kündigungen des Jahres', `${mark} Liste`],
      phrase: ['Satzung', `${mark} Die Satzung des Vereins gilt.`],
      apart: ['Ordnung', `${mark} Der Verein hat eine Satzung des Hauses.`],
    }
    const ids = new Map<string, string>()
    for (const [name, [title, text]] of Object.entries(corpus)) ids.set(await filed(probe, archive, title, text), name)
    const answers: readonly (readonly [query: string, found: readonly string[]])[] = [
      [`${mark} kündigen`, ['title', 'often', 'once']],
      [`${mark} Kuendigungen`, ['title', 'often', 'once']],
      [`${mark} kündig*`, ['title', 'often', 'once']],
      [`${mark} "Satzung des Vereins"`, ['phrase']],
      [`${mark} satzung -"satzung des vereins"`, ['apart']],
      [`${mark} Vereine`, ['phrase', 'apart']],
      [`${mark.slice(0, 6)}* Liste`, ['title']],
      [`${mark} ${unique()}`, []],
    ]
    for (const [query, wanted] of answers) {
      const { found, address } = await asked(probe, headers, archive, query, ids)
      if (address.includes(mark)) return broken('what was looked for stands in an address')
      const same =
        wanted.length > 2 ? found.join() === wanted.join() : found.toSorted().join() === wanted.toSorted().join()
      if (!same) return broken(`a search finds ${found.join(', ') || 'nothing'} instead of ${wanted.join(', ')}`)
    }
    return kept(`${answers.length} questions about ${ids.size} invented documents were answered as known, in order`)
  })

type Asked = { readonly found: readonly string[]; readonly address: string }

/** Sends the form as a browser does, and reads in which order the documents stand on the page. */
async function asked(
  probe: Probe,
  headers: Readonly<Record<string, string>>,
  archiv: string,
  query: string,
  ids: ReadonlyMap<string, string>,
): Promise<Asked> {
  const list = `/${probe.organisation.slug}${DOCUMENTS}`
  const sent = await probe.ask(list, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ query, archiv })),
  })
  const address = sent.headers.get('location') ?? ''
  const html = await (await probe.ask(address, { headers })).text()
  const order = [...ids].flatMap(([id, name]) => {
    const place = html.indexOf(`${DOCUMENTS}/${id}`)
    return place === -1 ? [] : [{ name, place }]
  })
  return { found: order.toSorted((one, other) => one.place - other.place).map(({ name }) => name), address }
}

/** amagno/sealed-index: an indexed document is found, and no table holds a word of it; every entry of every index is a token. */
const sealedIndex: Check = async (probe) => {
  const archive = await newArchive(probe)
  const words = Array.from({ length: 12 }, unique)
  try {
    const id = await filed(probe, archive, words[0] ?? '', words.join(' '))
    const [entry] = await storingWithin(probe, (at) =>
      db(at).selectFrom('document_words').select('words').where('document_id', '=', id).execute(),
    )
    if ((entry?.words.match(/'[^']+'/g) ?? []).length < words.length) return broken('a document is not in the index')
    const tables = await readableIn(probe, words)
    if (tables.length > 0) return broken(`words of a document stand readable in ${tables.join(', ')}`)
    const form = `^[A-Za-z0-9_-]{${TOKEN_LENGTH}}$`
    let seen = 0
    for (const organisation of await probe.house.directory.all()) {
      if (organisation.state === 'closed') continue
      const { rows } = await probe.within(organisation, (at) =>
        sql<{ all: number; odd: number }>`
          select count(*) as all, count(*) filter (where lexeme !~ ${form}) as odd
          from document_words, unnest(words) where random() < 0.05 or document_id = ${id}`.execute(db(at)),
      )
      seen += Number(rows[0]?.all)
      if (Number(rows[0]?.odd) !== 0) return broken('an index holds something that is no token')
    }
    return kept(`none of ${words.length} indexed words stands in any table; ${seen} entries looked at are keyed tokens`)
  } finally {
    await emptied(probe, archive)
  }
}

export const searchChecks: Checks = { 'amagno/search': search, 'amagno/sealed-index': sealedIndex }
