import { setting } from '#platform/config/config.ts'

/** Marks of erased people are kept for 400 days; an older backup could bring somebody back, so none may be older. */
export const LONGEST_DAYS = 390

export const backupSettings = {
  target: setting('BELEGT_BACKUP_TARGET', {
    type: 'url',
    protocols: ['file', 'https', 'http'],
    default: null,
    doc:
      'Where backups go: a folder on a disk of another machine (file:///mnt/backup) or an S3-compatible store ' +
      '(https://s3.example.de/bucket/folder). Unset: no backups are made, and the overview warns.',
  }),
  keepDays: setting('BELEGT_BACKUP_KEEP_DAYS', {
    type: 'integer',
    min: 1,
    max: LONGEST_DAYS,
    default: 35,
    doc: 'How many days a backup is kept. Never longer than the marks of erased people (400 days).',
  }),
  keyringDays: setting('BELEGT_BACKUP_KEYRING_DAYS', {
    type: 'integer',
    min: 1,
    max: 14,
    default: 7,
    doc:
      'How many days a copy of the keys is kept, apart from the backups. After this long what was erased cannot be read ' +
      'in any backup any more.',
  }),
  hour: setting('BELEGT_BACKUP_HOUR', {
    type: 'integer',
    min: 0,
    max: 23,
    default: 1,
    doc: 'The hour (UTC) after which the nightly backup is made.',
  }),
  drillDays: setting('BELEGT_BACKUP_DRILL_DAYS', {
    type: 'integer',
    min: 1,
    max: 366,
    default: 30,
    doc: 'Every how many days the newest backup is restored into a scratch system on this machine and compared.',
  }),
  s3KeyId: setting('BELEGT_BACKUP_S3_KEY_ID', {
    type: 'string',
    default: null,
    doc: 'Access key id of the S3-compatible store.',
  }),
  s3Secret: setting('BELEGT_BACKUP_S3_SECRET', {
    type: 'secret',
    default: null,
    doc: 'Secret access key of the S3-compatible store.',
  }),
  s3Region: setting('BELEGT_BACKUP_S3_REGION', {
    type: 'string',
    default: 'us-east-1',
    doc: 'Region of the S3-compatible store, as its requests are signed with.',
  }),
} as const
