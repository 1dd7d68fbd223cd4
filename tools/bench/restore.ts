// Backup and restore against the same bytes through psql, zstd and openssl in a pipe.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import '../../src/modules/appointments/data.ts'
import '../../src/modules/messages/data.ts'
import '../../src/modules/people/data.ts'
import { openHouse } from '../../src/app/house.ts'
import { directoryTarget, makeBackup, restore } from '../../src/modules/backups/index.ts'
import { inventory } from '../../src/modules/backups/make/catalog.ts'
import { dropConstraints } from '../../src/modules/backups/restore/constraints.ts'
import { migrate } from '../../src/platform/data/migrate.ts'
import { createDatabase } from '../../src/platform/data/roles.ts'
import { migrations, NOW, round, say, timed, type Found, type Ground } from './support.ts'
import { newTown, type Town } from './town.ts'

const MB = 1024 * 1024
const LEAST = 0.5
/** Half rows, half files; a smaller figure is for trying the bench itself. */
const wantedMb = Number(process.env['BENCH_RESTORE_MB'] ?? 1024)
const FILE_MB = 1

const sealed = (seed: string, bytes: number): string =>
  `substr(${Array.from({ length: Math.ceil(bytes / 64) }, (_, i) => `sha512((${seed} || 'x${i}')::bytea)`).join(' || ')}, 1, ${bytes})`

/** People, their keys, bookings and mails with values as long as sealed ones are, and as little compressible. */
async function fill(root: pg.Client, town: Town, bytes: number): Promise<void> {
  await root.query('set session_replication_role = replica')
  const organisation = town.organisation.id
  const size = async () =>
    Number((await root.query<{ size: string }>('select pg_database_size(current_database()) as size')).rows[0]?.size)
  const empty = await size()
  const batch = 20_000
  for (let from = 0; (await size()) - empty < bytes; from += batch) {
    await root.query(
      `create temp table made as select n, gen_random_uuid() as booking, gen_random_uuid() as person
       from generate_series(${from}, ${from + batch - 1}) n`,
    )
    await root.query(
      `insert into people (organisation_id, id, name, name_words, mail, mail_exact, language, created_at)
       select $1, person, ${sealed('n::text', 80)}, array(select substr(sha256((n::text || w || 'w')::bytea), 1, 8) from generate_series(1, 12) w),
         ${sealed(`n || 'm'`, 90)}, substr(sha256((n || 'e')::bytea), 1, 16), 'de', $2 from made`,
      [organisation, NOW],
    )
    await root.query(
      `insert into person_keys (organisation_id, person_id, kind, wrapped)
       select $1, person, 'general', ${sealed(`n || 'k'`, 60)} from made`,
      [organisation],
    )
    await root.query(
      `insert into bookings (organisation_id, id, location_id, service_id, desk_id, person_id, state, starts_at, ends_at, blocked,
         ended_at, keep_days, service_name, duration_minutes, zone, local_start, language, answers, created_at, booked_at, served_at)
       select $1, booking, d.location_id, $3, d.id, person, 'served', s, e, tstzrange(s, e), e, 30, 'Personalausweis', 20,
         'Europe/Berlin', s at time zone 'Europe/Berlin', 'de', ${sealed(`n || 'a'`, 200)}, s, s, e
       from made
       join (select row_number() over (order by id) - 1 as place, count(*) over () as desks, * from desks where organisation_id = $1) d
         on d.place = n % d.desks,
       lateral (select $2::timestamptz - interval '10 days' - (n / d.desks) * interval '20 minutes') a (s),
       lateral (select s + interval '20 minutes') b (e)`,
      [organisation, NOW, town.services[0]],
    )
    await root.query(
      `insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, recipient, content, due_at, created_at, sent_at)
       select $1, gen_random_uuid(), person, booking, 'appointments.confirmed', 0, 'transactional', 'sent', ${sealed(`n || 'r'`, 90)},
         ${sealed(`n || 'c'`, 1500)}, $2, $2, $2 from made`,
      [organisation, NOW],
    )
    await root.query('drop table made')
  }
  await root.query('set session_replication_role = origin')
  await root.query('vacuum analyze')
  await root.query('checkpoint')
}

/** Runs a line of the shell and waits for it. */
async function shell(line: string, env: Record<string, string>): Promise<void> {
  const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error(`ended with ${code}: ${line}`)
}

const envOf = (login: pg.ClientConfig): Record<string, string> => ({
  PGHOST: String(login.host),
  PGPORT: String(login.port),
  PGUSER: String(login.user),
  PGPASSWORD: String(login.password),
  PGDATABASE: String(login.database),
})

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0)

/**
 * The pipe: what pg_dump writes (COPY in a transaction, then keys and indexes made afterwards), zstd at its own level,
 * AES-256 by openssl. The machine's pg_dump is older than the server and refuses it, and there is no age; psql and openssl
 * do the same work and are no slower. Both sides are on the disk when they are done.
 */
async function pipe(ground: Ground, folder: string): Promise<{ backup: number; restore: number }> {
  const { root, server } = ground
  const { directory, keys: keyTables, rows } = await inventory(root)
  const lists = [directory, ...keyTables, ...rows].map(
    ({ name, columns }) => `${name} (${columns.map((column) => column.name).join(', ')})`,
  )
  const dump = [
    'begin isolation level repeatable read read only;',
    ...lists.flatMap((list) => [`\\echo COPY ${list} FROM stdin;`, `copy ${list} to stdout;`, `\\echo '\\\\.'`]),
    'commit;',
  ]
  writeFileSync(join(folder, 'dump.sql'), dump.join('\n'))
  const key = `-aes-256-ctr -K ${randomBytes(32).toString('hex')} -iv ${randomBytes(16).toString('hex')}`
  const own = envOf(server.login('root', 'belegt'))
  const backup = await timed(async () => {
    await shell(
      `psql -qXAt -v ON_ERROR_STOP=1 -f ${folder}/dump.sql | zstd -q | openssl enc ${key} -out ${folder}/rows && sync ${folder}/rows`,
      own,
    )
    await shell(
      `tar c -C ${ground.folder} blobs | zstd -q | openssl enc ${key} -out ${folder}/files && sync ${folder}/files`,
      own,
    )
  })
  await createDatabase((database) => server.login('root', database), 'piped')
  await migrate({ login: server.login('owner', 'piped'), folder: migrations, now: Temporal.Instant.from(NOW) })
  const other = new pg.Client(server.login('root', 'piped'))
  await other.connect()
  const { keys, references } = await dropConstraints(other)
  await other.end()
  writeFileSync(join(folder, 'after.sql'), [...keys, ...references].map(({ add }) => `${add};`).join('\n'))
  mkdirSync(join(folder, 'restored'))
  const restored = await timed(async () => {
    await shell(
      `(openssl enc -d ${key} -in ${folder}/rows | zstd -dq; cat ${folder}/after.sql; echo 'analyze;') | psql -qX -1 -v ON_ERROR_STOP=1`,
      envOf(server.login('root', 'piped')),
    )
    await shell(
      `openssl enc -d ${key} -in ${folder}/files | zstd -dq | tar x -C ${folder}/restored && find ${folder}/restored -type f | xargs sync`,
      own,
    )
  })
  await root.query('drop database piped with (force)')
  return { backup, restore: restored }
}

export async function restoreBench(ground: Ground): Promise<Found> {
  const { house, root, server, clock, log } = ground
  const town = await newTown(ground, { locations: 10, desks: 8 })
  await fill(root, town, (wantedMb / 2) * MB)
  for (let made = 0; made < wantedMb / 2; made += FILE_MB)
    await house.blobs.put(town.organisation.id, randomBytes(FILE_MB * MB))
  const { rows } = await root.query<{ size: string }>('select pg_database_size(current_database()) as size')
  const bytes = Number(rows[0]?.size) + sizeOf(join(ground.folder, 'blobs'))
  say(`${round(Number(rows[0]?.size) / MB)} MB of database, ${wantedMb / 2} MB of files`)

  const folder = mkdtempSync(join(tmpdir(), 'belegt-bench-pipe-'))
  const target = mkdtempSync(join(tmpdir(), 'belegt-bench-target-'))
  const restored = mkdtempSync(join(tmpdir(), 'belegt-bench-restored-'))
  try {
    const piped = await pipe(ground, folder)
    say(`pipe: backup ${round(piped.backup / 1000)} s, restore ${round(piped.restore / 1000)} s`)
    const backup = await timed(() => makeBackup(house, directoryTarget(target)))
    say(`backup: ${round(backup / 1000)} s, ${round(sizeOf(target) / MB)} MB`)
    await createDatabase((database) => server.login('root', database), 'restored')
    const login = { app: server.login('app', 'restored'), owner: server.login('owner', 'restored') }
    const { instanceKey } = house
    const common = { dataFolder: restored, login, migrations, clock }
    const openRestored = () =>
      openHouse({ ...common, modules: [], publicUrl: 'http://localhost', instance: instanceKey, log, restoring: true })
    let report: Awaited<ReturnType<typeof restore>> | undefined
    let [from, before] = [performance.now(), 'begin']
    const restoring = await timed(async () => {
      report = await restore(
        directoryTarget(target),
        { ...common, instanceKey, openHouse: openRestored },
        {
          step: (name) => {
            say(`  ${round((performance.now() - from) / 1000)} s ${before}`)
            from = performance.now()
            before = name.replace(/[0-9a-f-]{36}/, '…')
          },
        },
      )
    })
    if (!report || report.files !== Math.ceil(wantedMb / 2 / FILE_MB)) throw new Error('not everything was restored')
    say(`restore: ${round(restoring / 1000)} s, ${report.rows} rows in ${report.tables} tables compared`)
    const facts = {
      mb: Math.round(bytes / MB),
      backup_mb_s: Math.round(bytes / MB / (backup / 1000)),
      restore_mb_s: Math.round(bytes / MB / (restoring / 1000)),
      backup_share: round(piped.backup / backup),
      restore_share: round(piped.restore / restoring),
    }
    return { facts, met: facts.backup_share >= LEAST && facts.restore_share >= LEAST }
  } finally {
    for (const one of [folder, target, restored]) rmSync(one, { recursive: true, force: true })
  }
}
