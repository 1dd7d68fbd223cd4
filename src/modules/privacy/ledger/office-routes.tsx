import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { file, get, page } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import { informing, overseeing } from '../data.ts'
import { mayOversee } from '../permissions.ts'
import { officerFigure, officerPage, OVERVIEW } from '../overview/pages.ts'
import { isAlarm } from './copies.ts'
import { LedgerScreen } from './office-screen.tsx'
import { ledgerTexts } from './office-texts.ts'
import { type Before, ledgerLines, ledgerState, PAGE } from './queries.ts'
import { proveGrowth } from './proofs.ts'
import { receiptOf } from './receipt.ts'

const LEDGER = `${OVERVIEW}/protokoll`
const JSON_TYPE = 'application/json; charset=utf-8'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

officerPage({
  path: LEDGER,
  label: { de: 'Protokoll', en: 'Ledger' },
  about: {
    de: 'Was festgehalten ist, mit Beleg; Kopien außer Haus',
    en: 'What is on record, with receipts; copies outside',
  },
  may: mayOversee,
  order: 410,
  group: 'proof',
})

officerFigure({
  order: 80,
  read: async (at, language) => {
    const t = ledgerTexts(language)
    const { entries, copies } = await ledgerState(at)
    const alarm = copies.some((one) => isAlarm(one, at.now))
    const out = copies.some(({ sentSize }) => sentSize > 0)
    return [
      {
        value: format(language, at.organisation.zone).number(entries, 0),
        label: t.figure,
        note: alarm ? t.figureAlarm : out ? t.figureFine : t.figureNone,
        ...(alarm ? { tone: 'danger' as const } : out ? {} : { tone: 'warning' as const }),
        href: LEDGER,
      },
    ]
  },
})

/** `2026-11-24T11:00:00Z_<id>`; anything else means the beginning. */
function beforeIn(text: string | undefined): Before | undefined {
  const [time = '', id = ''] = (text ?? '').split('_')
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) || !UUID.test(id)) return undefined
  try {
    return { at: Temporal.Instant.from(time), id }
  } catch {
    return undefined
  }
}

const wanted = z.object({
  art: z.string().max(80).optional(),
  vor: z.string().max(80).optional(),
})

export const ledgerOfficeRoutes = [
  get(`/:organisation${LEDGER}`, { who: mayOversee, purpose: overseeing, input: wanted }, async (asked) => {
    const { at, input, href } = asked
    const kind = input.art || undefined
    const before = beforeIn(input.vor)
    const [state, found] = [await ledgerState(at), await ledgerLines(at, { kind, before })]
    const lines = found.slice(0, PAGE)
    const last = found.length > PAGE ? lines.at(-1) : undefined
    const older = last && new URLSearchParams({ ...(kind ? { art: kind } : {}), vor: `${last.at}_${last.id}` })
    return page(
      <LedgerScreen
        frame={asked.staffFrame()}
        language={asked.language}
        href={href}
        path={asked.path}
        zone={at.organisation.zone}
        state={state}
        lines={lines}
        kind={kind}
        further={before !== undefined}
        page={href(LEDGER)}
        olderUrl={older && `${href(LEDGER)}?${older}`}
        receiptAt={(id) => href(`${LEDGER}/${id}/beleg.json`)}
      />,
    )
  }),
  get(`/:organisation${LEDGER}/:entry/beleg.json`, { who: mayOversee, purpose: overseeing }, async ({ at, params }) => {
    const entry = params['entry'] ?? ''
    const found = UUID.test(entry) ? await receiptOf(at, [entry]) : undefined
    if (!found) throw refuse('privacy.no-receipt', 'not-found')
    return file(`${JSON.stringify(found.receipt, null, 1)}\n`, JSON_TYPE, { name: `beleg-${entry.slice(0, 8)}.json` })
  }),
]

const size = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** Anybody may ask for the proof that the ledger only grew between two public checkpoints. */
export const growthRoutes = [
  get(
    '/:organisation/nachweise/zwischen',
    { who: 'anyone', purpose: informing, input: z.object({ von: size, bis: size.optional() }) },
    async ({ at, input }) => {
      const growth = await proveGrowth(at, input.von, input.bis)
      if (!growth) throw refuse('privacy.no-checkpoint', 'not-found')
      const { older, newer, proof } = growth
      const hashes = proof.map((hash) => Buffer.from(hash).toString('base64'))
      const body = { format: 'belegt-growth-1', key: newer.signer, older: older.note, newer: newer.note, proof: hashes }
      return file(`${JSON.stringify(body, null, 1)}\n`, JSON_TYPE)
    },
  ),
]
