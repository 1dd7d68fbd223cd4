import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { filing } from '../../src/modules/documents/data.ts'
import { openWatch } from '../../src/modules/documents/mailboxes/watch.ts'
import { createArchive } from '../../src/modules/documents/storing/archives.ts'
import { readRecipientsBy } from '../../src/modules/privacy/index.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { startImap } from '../../tests/support/dovecot.ts'
import { letter, mailInto } from '../../tests/support/mail-in.ts'
import { newOrganisation, round, say, timed, type Found, type Ground } from './support.ts'

const MAILS = Number(process.env['BENCH_IMAP_MAILS'] ?? 2_000)
const LEAST_PER_SECOND = 20
const MOST_GROWN_MB = 40
const PDF_BYTES = 60_000
const BARE = 200

/**
 * Mails with a PDF of 60 kB each in a real Dovecot: found, filed as they came and with their attachment (two documents each:
 * sealed, stored, read again and verified, one transaction for a mail), then moved. The baseline fetches such mails and
 * writes each to a file of its own, durably, and nothing more.
 */
export async function imap(ground: Ground): Promise<Found> {
  await using server = await startImap()
  readRecipientsBy(async () => [
    {
      id: 'document-mail',
      name: 'Postfach GmbH',
      place: 'Kiel',
      role: 'processor',
      task: { de: '', en: '' },
      contract: '',
    },
  ])
  const organisation = await newOrganisation(ground, 'poststadt')
  const within = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: filing } as const
  await inScope(ground.house, within, async (at) => {
    await mailInto(at, server, await createArchive(at, 'Posteingang'))
  })
  await server.within(async (client) => {
    for (const folder of ['Belegt', 'Bare']) await client.mailboxCreate(folder)
    for (let number = 0; number < MAILS + BARE; number++) {
      const content = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(PDF_BYTES)])
      const mail = letter({ subject: `Rechnung ${number}`, attached: [{ name: `rechnung-${number}.pdf`, content }] })
      await client.append(number < MAILS ? 'Belegt' : 'Bare', mail)
    }
  })
  const bare = await bareMs(ground, server)
  const failures: unknown[] = []
  const watch = openWatch({ house: ground.house, inside: true, failed: (error) => void failures.push(error) })
  const memory: number[] = []
  const look = setInterval(() => void memory.push(process.memoryUsage().rss), 250)
  const before = process.cpuUsage()
  const ms = await timed(() => watch.sync())
  const { user, system } = process.cpuUsage(before)
  clearInterval(look)
  await watch.stop()
  const { rows } = await ground.root.query<{ documents: number; verified: number }>(
    'select count(*)::int as documents, count(verified_at)::int as verified from document_versions',
  )
  const left = await server.within(async (client) => (await client.mailboxOpen('Belegt')).exists)
  const half = Math.floor(memory.length / 2)
  const grown = (Math.max(...memory.slice(half)) - Math.max(...memory.slice(0, half))) / 1024 ** 2
  if (failures.length > 0) say(`failures: ${failures.length}, the first: ${String(failures[0])}`)
  const perSecond = (MAILS / ms) * 1000
  const facts = {
    mails: MAILS,
    per_second: round(perSecond, 1),
    cpu_ms_per_mail: round((user + system) / 1000 / MAILS, 1),
    bare_per_second: round((BARE / bare) * 1000, 1),
    documents: rows[0]?.documents ?? 0,
    verified: rows[0]?.verified ?? 0,
    left_in_mailbox: left,
    grown_mb: round(grown, 1),
    ratio: round(BARE / bare / (MAILS / ms)),
  }
  const whole = facts.documents === 2 * MAILS && facts.verified === 2 * MAILS && left === 0
  return { facts, met: whole && perSecond >= LEAST_PER_SECOND && grown <= MOST_GROWN_MB }
}

/** The time to fetch mails one after the other and to write each durably to a file. */
async function bareMs(ground: Ground, server: Awaited<ReturnType<typeof startImap>>): Promise<number> {
  const folder = join(ground.folder, 'bare')
  mkdirSync(folder)
  const ms = await timed(() =>
    server.within(async (client) => {
      await client.mailboxOpen('Bare')
      for await (const { uid, source } of client.fetch('1:*', { uid: true, source: true })) {
        await using file = await open(join(folder, String(uid)), 'wx')
        await file.writeFile(source ?? '')
        await file.sync()
      }
    }),
  )
  rmSync(folder, { recursive: true })
  return ms
}
