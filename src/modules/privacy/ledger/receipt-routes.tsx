import { refuse } from '#platform/errors/errors.ts'
import { type Asked, file, get, page } from '#platform/http/route.ts'
import { receipting } from '../data.ts'
import { evidenceOf } from './person.ts'
import { entryOfToken, personOfToken, receiptOf, receiptPath } from './receipt.ts'
import { ReceiptScreen, ReceiptsScreen } from './receipt-screen.tsx'

type Any = Asked<string, Record<string, unknown>>
const open = { who: 'anyone', purpose: receipting } as const
const JSON_TYPE = 'application/json; charset=utf-8'

/** Where the build serves the program that checks receipts: named like an island, but offered to be saved. */
const programOf = ({ publicFrame }: Any): string => publicFrame('verify-receipt.mjs').assets.scripts?.[0] ?? ''

const parts = ({ at, language, publicFrame }: Any) => ({
  frame: publicFrame(),
  language,
  zone: at.organisation.zone,
})

async function entry({ at, params }: Any): Promise<string> {
  const id = await entryOfToken(at, params['token'] ?? '')
  if (!id) throw refuse('privacy.no-receipt', 'not-found')
  return id
}

/** What a person is handed: without account, cookie or script, by a link that only they have. */
export const receiptRoutes = [
  get('/:organisation/beleg/:token', open, async (asked) => {
    const receipted = await receiptOf(asked.at, [await entry(asked)])
    const json = asked.href(`/beleg/${asked.params['token']}/beleg.json`)
    return page(<ReceiptScreen {...parts(asked)} receipted={receipted} json={json} program={programOf(asked)} />)
  }),
  get('/:organisation/beleg/:token/beleg.json', open, async (asked) => {
    const receipted = await receiptOf(asked.at, [await entry(asked)])
    if (!receipted) throw refuse('privacy.receipt-waits', 'conflict')
    return file(`${JSON.stringify(receipted.receipt, null, 1)}\n`, JSON_TYPE, { name: 'beleg.json' })
  }),
  get('/:organisation/belege/:token', open, async (asked) => {
    const { at, href, params } = asked
    const person = await personOfToken(at, params['token'] ?? '')
    if (!person) throw refuse('privacy.no-receipt', 'not-found')
    const found = await evidenceOf(at, person)
    const entries = await Promise.all(found.map(async (one) => ({ ...one, url: href(await receiptPath(at, one.id)) })))
    return page(<ReceiptsScreen {...parts(asked)} entries={entries} />)
  }),
]

export const receiptRefusals = {
  'privacy.no-receipt': {
    de: 'Diesen Nachweis gibt es nicht. Vielleicht ist der Link unvollständig: Bitte öffnen Sie ihn noch einmal aus Ihrer Mail.',
    en: 'There is no such receipt. Perhaps the link is incomplete: please open it again from your mail.',
  },
  'privacy.receipt-waits': {
    de: 'Der Eintrag ist geschrieben und bekommt in der nächsten Minute seinen Platz im Protokoll. Bitte versuchen Sie es dann noch einmal.',
    en: 'The entry is written and gets its place in the ledger within the next minute. Please try again then.',
  },
} as const
