import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { dispatchFor } from '../../src/modules/messages/dispatch.ts'
import { delivering, smtpTransport, type Transport } from '../../src/modules/messages/index.ts'
import { renderMail } from '../../src/modules/messages/render.tsx'
import { queueMail } from '../../src/modules/messages/queue.ts'
import { personFor, contact } from '../../src/modules/people/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { inScope, type Scope } from '../../src/platform/data/scope.ts'
import { openSink, type Sink } from './sink.ts'
import { newOrganisation, processorMs, round, say, timed, type Found, type Ground } from './support.ts'

const MAILS = Number(process.env['BENCH_OUTBOX_MAILS'] ?? 20_000)
const ALONE = Math.ceil(MAILS / 4)
const PER_SCOPE = 250
const CONNECTIONS = 10
const LEAST_PER_SECOND = 400
const LEAST_SHARE = 0.6
const MOST_MB = 40
const MB = 1024 * 1024
const FROM = 'termine@musterhausen.example'

/** As a list is: every other address with one of four big providers, the rest spread over five hundred. */
const addressOf = (n: number) => `person.${n}@${n % 2 ? `gross-${n % 4}.example` : `klein-${(n * 7919) % 500}.example`}`

const textOf = (n: number) =>
  renderMail({
    language: 'de',
    organisation: { name: 'Stadt Musterhausen', accent: '#1d3a8f', address: 'Rathausplatz 1\n50667 Musterhausen' },
    subject: `Ihr Termin am 24. November, Nummer ${n}`,
    heading: 'Ihr Termin ist gebucht',
    paragraphs: ['Guten Tag, hiermit bestätigen wir Ihren Termin. Bitte bringen Sie Ihren Ausweis und ein Foto mit.'],
    facts: [
      ['Wann', 'Dienstag, 24. November 2026, 09:20 Uhr'],
      ['Wo', 'Bürgerbüro, Rathausplatz 1\nZimmer 12'],
    ],
    actions: [{ label: 'Termin ansehen oder absagen', url: `https://termine.musterhausen.example/t/${randomUUID()}` }],
    closing: ['Sie erhalten diese Mail, weil Sie einen Termin gebucht haben.'],
  })

async function queueAll({ house }: Ground, organisation: Organisation): Promise<void> {
  const wish = { organisation, actor: { kind: 'system', job: 'bench' } } as const
  for (let n = 0; n < MAILS; n += PER_SCOPE) {
    const people = await inScope(house, { ...wish, purpose: contact }, (at) =>
      Promise.all(
        Array.from({ length: PER_SCOPE }, (_, i) =>
          personFor(at, { name: `Erika Muster ${n + i}`, mail: addressOf(n + i), phone: '' }),
        ),
      ),
    )
    await inScope(house, { ...wish, purpose: delivering }, async (at) => {
      for (const [i, person] of people.entries())
        await queueMail(at as Scope<string>, {
          person,
          to: addressOf(n + i),
          cause: randomUUID(),
          kind: 'bench.mail',
          version: 0,
          content: textOf(n + i),
        })
    })
  }
}

/** Nodemailer by itself, pooled and signing as it does: nothing is read, nothing is written down. */
async function alone(sink: Sink, key: string, from: number): Promise<number> {
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: sink.port,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: 500,
    dkim: { domainName: 'musterhausen.example', keySelector: 'bench', privateKey: key },
  })
  const contents = Array.from({ length: ALONE }, (_, n) => ({ to: addressOf(from + n), ...textOf(from + n) }))
  let next = 0
  const took = await timed(() =>
    Promise.all(
      Array.from({ length: CONNECTIONS * 4 }, async () => {
        for (let n = next++; n < contents.length; n = next++)
          await pool.sendMail({ from: { name: 'Stadt Musterhausen', address: FROM }, ...contents[n] })
      }),
    ),
  )
  pool.close()
  await all(sink, ALONE)
  return ALONE / (took / 1000)
}

async function all(sink: Sink, expected: number): Promise<void> {
  const { mails, distinct, signed } = await sink.arrived()
  if (mails !== expected || distinct !== expected || signed !== expected)
    throw new Error(`of ${expected} mails ${mails} arrived, ${distinct} of them different, ${signed} signed`)
}

const signing = (transport: Transport, key: KeyObject): Transport => ({
  send: (mail) =>
    transport.send({
      ...mail,
      keys: [{ domain: 'musterhausen.example', selector: 'bench', algorithm: 'rsa', key }],
    }),
})

/** The outbox from queued to noted, against nodemailer alone on the same server before and after. */
export async function outbox(ground: Ground): Promise<Found> {
  const organisation = await newOrganisation(ground, 'musterhausen')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  await using sink = await openSink()
  say(`${MAILS} mails are queued`)
  const queued = await timed(() => queueAll(ground, organisation))
  await ground.root.query('vacuum analyze messages')
  const before = await alone(sink, pem, 0)
  say(`nodemailer alone: ${round(before, 0)}/s`)

  const smtp = smtpTransport(
    { host: '127.0.0.1', port: sink.port, security: 'any', connections: CONNECTIONS },
    ground.clock,
  )
  const memory: number[] = []
  const watch = setInterval(() => memory.push(process.memoryUsage.rss() / MB), 200)
  const [own, database] = [processorMs(process.pid), processorMs(ground.server.pid)]
  let sent = 0
  const took = await timed(async () => {
    sent = await dispatchFor(ground.house, organisation, signing(smtp, privateKey), FROM)
  })
  const cpu = [processorMs(process.pid) - own, processorMs(ground.server.pid) - database] as const
  clearInterval(watch)
  smtp.close()
  if (sent !== MAILS) throw new Error(`${sent} mails were sent instead of ${MAILS}`)
  await all(sink, MAILS)
  const { rows } = await ground.root.query(
    `select count(*)::int as n from messages where state = 'sent' and content is null`,
  )
  if (rows[0]?.n !== MAILS) throw new Error(`${rows[0]?.n} mails are noted as sent`)
  const ours = MAILS / (took / 1000)
  say(`the outbox: ${round(ours, 0)}/s`)
  const after = await alone(sink, pem, 0)
  say(`nodemailer alone: ${round(after, 0)}/s`)

  const baseline = (before + after) / 2
  // flat: what the second half needs more than the first, once the first seconds are over
  const half = Math.floor(memory.length / 2)
  const growth = Math.max(...memory.slice(half)) - Math.max(...memory.slice(Math.floor(memory.length / 10), half))
  const facts = {
    mails: MAILS,
    per_second: Math.floor(ours),
    baseline_per_second: Math.floor(baseline),
    memory_mb: round(growth, 1),
    rss_mb: round(Math.max(...memory), 0),
    own_cpu_ms: round(cpu[0] / MAILS),
    database_cpu_ms: round(cpu[1] / MAILS),
    queued_per_second: Math.floor(MAILS / (queued / 1000)),
    ratio: round(ours / baseline),
  }
  return { facts, met: ours >= LEAST_PER_SECOND && ours / baseline >= LEAST_SHARE && growth <= MOST_MB }
}
