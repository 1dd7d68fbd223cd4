import { dataKind, ledgerKind } from '#privacy'
import { activity } from '#platform/data/activity.ts'
import { bigint, flag, instant, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { backupStore } from './connector.ts'

/** Keeping copies against loss, restoring them, and erasing again in them what was erased. Opens no sealed data. */
export const keeping = activity('backups.keeping', {
  why: {
    de: 'Ihre Daten gegen Verlust sichern',
    en: 'Protect your data against loss',
  },
  basis: { art6: 'c', law: 'Art. 32 Abs. 1 Buchst. b und c DSGVO' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  recipients: [backupStore.recipient],
  whileRestricted: 'storage',
})

const figure = 'figure of a backup'

export const backupRuns = table(
  'backup_runs',
  {
    subject: { none: 'figures of backups, no rows' },
    keep: { from: 'started_at', period: 'P400D', grace: 'P1D', law: 'Art. 32 Abs. 1 Buchst. d DSGVO' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    kind: text().notPersonal('backup, drill or restore'),
    started_at: instant().notPersonal('when'),
    finished_at: instant().notPersonal('when'),
    ok: flag().notPersonal('whether it came to its end'),
    backup: text().notPersonal('id of the backup'),
    rows: bigint().defaulted().notPersonal(figure),
    files: bigint().defaulted().notPersonal(figure),
  },
)

/** Which marks have been carried off the machine. As long as the marks themselves, so that none is carried twice. */
export const tombstonesCarried = table(
  'tombstones_carried',
  {
    subject: { none: 'random ids that nothing refers to any more' },
    keep: { from: 'carried_at', period: 'P400D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    target: uuid().notPersonal('random id of the place of the backups'),
    object_id: uuid().notPersonal(
      'random id of an erased person or an ended organisation, made of a blocked address’s keyed hash, or number of the last file of marks',
    ),
    carried_at: instant().notPersonal('when'),
  },
)

dataKind('backup_runs', {
  name: { de: 'Berichte der Sicherungen', en: 'reports of backups' },
  start: { de: 'nach der Sicherung', en: 'after the backup' },
})
dataKind('tombstones_carried', {
  name: { de: 'Ausgelagerte Merkzeichen', en: 'marks carried off the machine' },
  start: { de: 'nach dem Auslagern', en: 'after they were carried' },
})

export const db = tables({ backup_runs: backupRuns, tombstones_carried: tombstonesCarried })
/** For statements over tables of others, in SQL. */
export const raw = tables({})

ledgerKind('restore.done', { de: 'Sicherung zurückgeholt', en: 'Backup restored' })
ledgerKind('drill.done', { de: 'Rückkehr der Sicherung erprobt', en: 'Restore of a backup tried out' })
ledgerKind('keys.rotated', { de: 'Schlüssel erneuert', en: 'Keys renewed' })
