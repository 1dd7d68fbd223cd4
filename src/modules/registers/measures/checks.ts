import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { factorDemands, signInFacts } from '#accounts'
import { instanceKeyPath } from '#platform/keys/instance-key.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { allTables, columnTag } from '#platform/data/table.ts'
import { logFolder } from '#platform/log/log.ts'
import { inspectLogs } from '#platform/log/purge.ts'
import { areOld, deletionAlarm, lastResults, leftOver, personalDataSeen, verifyLedger } from '#privacy'
import { db } from '../data/index.ts'
import type { Ports } from '../ports.ts'

/** What a check of a measure saw on the running system, in words for the officer. */
export type Finding = {
  readonly outcome: 'holds' | 'broken' | 'unknown'
  readonly de: string
  readonly en: string
}
type Looking = { readonly at: Scope<string>; readonly house: House; readonly ports: Ports }
type Look = (given: Looking) => Promise<Finding>

const holds = (de: string, en: string): Finding => ({ outcome: 'holds', de, en })
const broken = (de: string, en: string): Finding => ({ outcome: 'broken', de, en })
const unknown = (de: string, en: string): Finding => ({ outcome: 'unknown', de, en })

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const tls: Look = async ({ ports }) => {
  const running = ports.running?.()
  if (!running) return unknown('Der Webserver läuft hier nicht.', 'The web server does not run here.')
  const { protocol, hostname, host } = new URL(running.publicUrl)
  if (protocol === 'https:')
    return holds(`Erreichbar unter https://${host}, mit HSTS.`, `Reached at https://${host}, with HSTS.`)
  return LOOPBACK.has(hostname)
    ? holds('Nur von diesem Rechner aus erreichbar.', 'Reached from this machine only.')
    : broken(`Erreichbar unter http://${host}: ohne Verschlüsselung.`, `Reached at http://${host}: without encryption.`)
}

const tenants: Look = async ({ at }) => {
  const { rows } = await sql<{ open: string[]; unsafe: string[]; tables: number }>`
    select
      (select coalesce(array_agg(c.relname::text order by c.relname), '{}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)) as open,
      (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p')
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)) as tables,
      (select coalesce(array_agg(rolname::text), '{}') from pg_roles
        where rolname in (current_user, session_user) and (rolsuper or rolbypassrls)) as unsafe`.execute(db(at))
  const { open = [], unsafe = [], tables = 0 } = rows[0] ?? {}
  if (unsafe.length > 0)
    return broken(`Die Rolle ${unsafe.join(', ')} umgeht die Trennung.`, `The role ${unsafe.join(', ')} gets round it.`)
  return open.length > 0
    ? broken(`Ohne erzwungene Trennung: ${open.join(', ')}.`, `Not forced apart: ${open.join(', ')}.`)
    : holds(`${tables} Tabellen, alle erzwungen getrennt.`, `${tables} tables, all forced apart.`)
}

const sealed: Look = async ({ at }) => {
  let values = 0
  let columns = 0
  const bare: string[] = []
  for (const table of allTables())
    for (const [column, { treatment }] of Object.entries(table.columns)) {
      if (treatment.is !== 'sealed') continue
      columns++
      const tag = Buffer.alloc(4)
      tag.writeUInt32BE(columnTag(table.name, column))
      const name = sql.ref(column)
      const { rows } = await sql<{ all: number; bare: number }>`
        select count(${name})::int as all, (count(*) filter (where ${name} is not null and length(${name}) > 0
          and substring(${name} from 2 for 4) <> ${tag}))::int as bare from ${sql.table(table.name)}`.execute(db(at))
      values += rows[0]?.all ?? 0
      if ((rows[0]?.bare ?? 0) > 0) bare.push(`${table.name}.${column}`)
    }
  return bare.length > 0
    ? broken(`Nicht versiegelt: ${bare.join(', ')}.`, `Not sealed: ${bare.join(', ')}.`)
    : holds(
        `${columns} Spalten, ${values} Werte, alle versiegelt.`,
        `${columns} columns, ${values} values, all sealed.`,
      )
}

const instanceKey: Look = async ({ house }) => {
  const file = await stat(instanceKeyPath(house.dataFolder)).catch(() => undefined)
  if (!file) return holds('In der Umgebung des Programms.', 'In the environment of the program.')
  const others = file.mode & 0o077
  return others === 0
    ? holds('In einer Datei, die nur das Programm lesen darf.', 'In a file that only the program may read.')
    : broken(
        `Die Schlüsseldatei dürfen auch andere lesen (${others.toString(8)}).`,
        `Others may read the key file (${others.toString(8)}).`,
      )
}

const passwords: Look = async ({ house }) => {
  const facts = await signInFacts(house)
  return facts.weakPasswords > 0
    ? broken(
        `${facts.weakPasswords} Passwörter liegen schwächer gesichert.`,
        `${facts.weakPasswords} passwords are kept in a weaker form.`,
      )
    : holds(`${facts.passwords} Passwörter, alle als Argon2id.`, `${facts.passwords} passwords, all as Argon2id.`)
}

const LONGEST_SESSION_HOURS = 12
const sessions: Look = async ({ house }) => {
  const { sessions: count, longestSession, readableTokens } = await signInFacts(house)
  if (readableTokens > 0)
    return broken(`${readableTokens} Anmeldungen liegen lesbar.`, `${readableTokens} sessions are stored readably.`)
  return longestSession > LONGEST_SESSION_HOURS
    ? broken(
        `Eine Anmeldung gilt ${Math.ceil(longestSession)} Stunden.`,
        `A session lasts ${Math.ceil(longestSession)} hours.`,
      )
    : holds(
        `${count} Anmeldungen, keine länger als ${LONGEST_SESSION_HOURS} Stunden.`,
        `${count} sessions, none longer than ${LONGEST_SESSION_HOURS} hours.`,
      )
}

/** Red while those who may do most neither have a second factor nor must have one; that is the organisation's own choice. */
const secondFactor: Look = async ({ at, house }) => {
  const roles = await factorDemands(at, house)
  const sum = (of: typeof roles, what: 'all' | 'without') => of.reduce((total, one) => total + one[what], 0)
  const open = sum(
    roles.filter(({ role, demanded }) => role.endsWith('administrator') && !demanded),
    'without',
  )
  const all = sum(roles, 'all')
  const demanded = roles.filter((one) => one.demanded).map(({ name }) => name)
  const said = (language: 'de' | 'en', nobody: string) =>
    demanded.length > 0 ? demanded.map((name) => name[language]).join(', ') : nobody
  const de = `${all - sum(roles, 'without')} von ${all} Mitgliedern haben einen. Verlangt wird er von: ${said('de', 'niemandem')}.`
  const en = `${all - sum(roles, 'without')} of ${all} members have one. It is demanded of: ${said('en', 'nobody')}.`
  return open > 0
    ? broken(`${de} ${open} aus der Verwaltung haben keinen.`, `${en} ${open} who administer have none.`)
    : holds(de, en)
}

const accesses: Look = async ({ at, house }) => {
  if (!house.handlers.has(personalDataSeen.name))
    return broken('Niemand hält die Zugriffe fest.', 'Nobody records the accesses.')
  const { old, all } = await db(at)
    .selectFrom('access_records')
    .select([
      sql<number>`count(*)::int`.as('all'),
      sql<number>`(count(*) filter (where at < ${at.now.subtract({ hours: 24 * 92 })}))::int`.as('old'),
    ])
    .executeTakeFirstOrThrow()
  return old > 0
    ? broken(`${old} Einträge sind älter als 90 Tage.`, `${old} entries are older than 90 days.`)
    : holds(`${all} Zugriffe der letzten 90 Tage.`, `${all} accesses of the last 90 days.`)
}

const logs: Look = async ({ at, house }) => {
  const found = await inspectLogs(logFolder(house.dataFolder))
  const oldest = at.now.subtract({ hours: 24 * 57 })
  if (found.fullAddresses > 0)
    return broken(
      `${found.fullAddresses} Zeilen mit ganzer Adresse.`,
      `${found.fullAddresses} lines with a whole address.`,
    )
  if (found.foreignFields.length > 0)
    return broken(
      `Felder, die keiner erklärt: ${found.foreignFields.join(', ')}.`,
      `Undeclared fields: ${found.foreignFields.join(', ')}.`,
    )
  return found.oldest && Temporal.Instant.compare(found.oldest, oldest) < 0
    ? broken('Es liegen Zeilen da, die älter als acht Wochen sind.', 'There are lines older than eight weeks.')
    : holds(`${found.lines} Zeilen, alle Adressen gekürzt.`, `${found.lines} lines, all addresses truncated.`)
}

const deletion: Look = async ({ at }) => {
  const [left, alarm] = [await leftOver(at, { withGrace: true }), await deletionAlarm(at)]
  if (left.total > 0)
    return broken(`${left.total} Zeilen liegen über ihrer Frist.`, `${left.total} rows are over their period.`)
  return alarm.alarm === 'none'
    ? holds('Nichts liegt über seiner Frist.', 'Nothing is over its period.')
    : broken('Der letzte Löschlauf ist zu lange her.', 'The last deletion run is too long ago.')
}

const ledger: Look = async ({ at, house }) => {
  const report = await verifyLedger(house, at.organisation)
  return report.difference
    ? broken(`Eintrag ${report.difference.position} weicht ab.`, `Entry ${report.difference.position} differs.`)
    : holds(
        `${report.entries} Einträge, ${report.checkpoints} signierte Stände, nichts verändert.`,
        `${report.entries} entries, ${report.checkpoints} signed states, nothing changed.`,
      )
}

const [BACKUP_DAYS, DRILL_DAYS] = [2, 92]
const backups: Look = async ({ at, house, ports }) => {
  const state = await ports.backups?.(house)
  if (!state) return unknown('Über Sicherungen ist hier nichts bekannt.', 'Nothing is known here about backups.')
  const older = (instant: Temporal.Instant, days: number) =>
    Temporal.Instant.compare(instant, at.now.subtract({ hours: 24 * days })) < 0
  const day = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
  if (!state.lastBackup) return broken('Es gibt noch keine Sicherung.', 'There is no backup yet.')
  const last = day(state.lastBackup)
  if (older(state.lastBackup, BACKUP_DAYS))
    return broken(`Letzte Sicherung: ${last}. Das ist zu lange her.`, `Last backup: ${last}. That is too long ago.`)
  if (!state.lastDrill)
    return broken(
      `Letzte Sicherung ${last}, aber noch keine zur Probe zurückgespielt.`,
      `Last backup ${last}, but none was ever restored for trial.`,
    )
  const drill = day(state.lastDrill)
  return older(state.lastDrill, DRILL_DAYS)
    ? broken(
        `Letzte Probe der Wiederherstellung: ${drill}. Das ist zu lange her.`,
        `Last trial restore: ${drill}. That is too long ago.`,
      )
    : holds(`Letzte Sicherung ${last}, letzte Probe ${drill}.`, `Last backup ${last}, last trial ${drill}.`)
}

const promises: Look = async ({ at }) => {
  const results = await lastResults(at)
  if (results.length === 0) return unknown('Noch ist nichts geprüft.', 'Nothing was checked yet.')
  const bad = results.filter(({ outcome }) => outcome === 'broken').length
  if (bad > 0) return broken(`${bad} Zusagen sind gebrochen.`, `${bad} promises are broken.`)
  return areOld(results, at.now)
    ? broken('Die letzte Prüfung ist über zwei Tage her.', 'The last check is more than two days ago.')
    : holds(`${results.length} Zusagen, keine gebrochen.`, `${results.length} promises, none broken.`)
}

/** The check of every measure that the program keeps, by its id. */
export const measureChecks: Readonly<Record<string, Look>> = {
  tls,
  tenants,
  sealed,
  'instance-key': instanceKey,
  passwords,
  sessions,
  'second-factor': secondFactor,
  accesses,
  logs,
  deletion,
  ledger,
  backups,
  promises,
}
