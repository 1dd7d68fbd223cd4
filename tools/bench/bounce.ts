import { randomUUID } from 'node:crypto'
import PostalMime from 'postal-mime'
import { readMail } from '../../src/modules/messages/following/reading/read.ts'
import { receiveAll } from '../../src/modules/messages/following/receive.ts'
import { returnPathOf } from '../../src/modules/messages/following/return-path.ts'
import { change } from '../../src/modules/messages/following/set-up.ts'
import { notifying } from '../../src/modules/messages/data.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { returnedMails, someMessage } from '../../tests/support/bounces.ts'
import { median, newOrganisation, NOW, round, say, timed, type Found, type Ground } from './support.ts'

const MAILS = 3_000
const NOTED = 600
const LOT = 50
const ROUNDS = 3
const LEAST_PER_SECOND = 500

/**
 * Mixed mails that came back, as many of each kind: read and classified; the same mails only taken apart (the library alone);
 * and read with a valid return path and noted in the database in lots, as from the mailbox.
 */
export async function bounce(ground: Ground): Promise<Found> {
  const kinds = returnedMails()
  const made = (count: number) =>
    Array.from({ length: count }, (_, place) => {
      const kind = kinds[place % kinds.length]!
      return { kind, raw: kind.mail(someMessage()) }
    })
  const isOurs = (sender: string) => sender === 'termine@belegt.example'
  const mails = made(MAILS)
  for (const { raw } of mails.slice(0, 500)) await readMail(raw, isOurs) // warm
  const [rates, bare]: [number[], number[]] = [[], []]
  let wrong = 0
  let parts = 0
  let unknown = 0
  for (let round = 0; round < ROUNDS; round++) {
    const ms = await timed(async () => {
      for (const { kind, raw } of mails) {
        const { readings } = await readMail(raw, isOurs)
        parts += readings.length
        unknown += readings.filter(({ what }) => what === 'unknown').length
        const said = readings.map(({ what }) => what).join(' ')
        if (said !== kind.expected.map((one) => one.split(' ')[0]).join(' ')) wrong++
      }
    })
    rates.push((MAILS / ms) * 1000)
    const alone = await timed(async () => {
      for (const { raw } of mails) await PostalMime.parse(raw, { forceRfc822Attachments: true })
    })
    bare.push((MAILS / alone) * 1000)
  }
  const noted = await notedPerSecond(ground, kinds)
  say(`parts: ${parts}, unknown: ${unknown}, taken for something else: ${wrong}, rows: ${noted.rows}/${NOTED}`)
  const facts = {
    per_second: round(median(rates), 0),
    parser_alone_per_second: round(median(bare), 0),
    noted_per_second: round(noted.perSecond, 0),
    parts,
    unknown,
    wrong,
    rows: `${noted.rows}/${NOTED}`,
    ratio: round(median(bare) / median(rates)),
  }
  return {
    facts,
    met: Math.min(median(rates), noted.perSecond) >= LEAST_PER_SECOND && wrong === 0 && noted.rows === NOTED,
  }
}

async function notedPerSecond(ground: Ground, kinds: ReturnType<typeof returnedMails>) {
  const organisation = await newOrganisation(ground, 'rueckstadt')
  const pattern = 'ruecklauf+*@belegt.example'
  const wish = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: notifying } as const
  const messages = Array.from({ length: NOTED }, () => randomUUID())
  await ground.root.query(
    `insert into messages (organisation_id, id, cause, kind, version, lane, state, due_at, created_at, recipient_token)
     select $1, id, id, 'bench', 0, 'transactional', 'sent', $3, $3, substr(sha256(id::text::bytea), 1, 16) from unnest($2::uuid[]) id`,
    [organisation.id, messages, NOW],
  )
  const mails = await inScope(ground.house, wish, async (at) => {
    await change(at, { return_path: pattern })
    return Promise.all(
      messages.map(async (message, place) => {
        const returnPath = await returnPathOf(at, pattern, message)
        return kinds[place % kinds.length]!.mail({ returnPath, to: 'max@empfang.example', message })
      }),
    )
  })
  const ms = await timed(async () => {
    const all = mails.map((raw, uid) => ({ uid, raw }))
    for (let from = 0; from < all.length; from += LOT)
      await inScope(ground.house, wish, (at) => receiveAll(at, all.slice(from, from + LOT), () => false))
  })
  const { rows } = await ground.root.query<{ count: number }>('select count(*)::int as count from mail_reports')
  return { perSecond: (NOTED / ms) * 1000, rows: rows[0]?.count ?? 0 }
}
