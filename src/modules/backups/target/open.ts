import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Config, ConfigError } from '#platform/config/config.ts'
import type { backupSettings } from '../settings.ts'
import { directoryTarget } from './directory.ts'
import { s3Target } from './s3.ts'
import type { Target } from './target.ts'

export type BackupConfig = Config<{ backups: typeof backupSettings }>['backups']

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The target as configured; undefined when none is set.
 * @throws ConfigError with all that does not fit
 */
export function targetFrom(config: BackupConfig, dataFolder: string): Target | undefined {
  const { target: url, s3KeyId, s3Secret, s3Region } = config
  if (url === null) return undefined
  if (url.protocol === 'file:') {
    const folder = fileURLToPath(url)
    const inside = relative(dataFolder, folder)
    if (!inside.startsWith('..') && !isAbsolute(inside)) {
      throw new ConfigError([
        'BELEGT_BACKUP_TARGET lies in the data folder: what destroys the one destroys the other. Name a folder on another disk, best of another machine.',
      ])
    }
    return directoryTarget(folder)
  }
  const problems: string[] = []
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    problems.push('BELEGT_BACKUP_TARGET must be an https address.')
  if (url.username || url.password)
    problems.push('BELEGT_BACKUP_TARGET holds a password: use BELEGT_BACKUP_S3_KEY_ID and BELEGT_BACKUP_S3_SECRET.')
  if (s3KeyId === null) problems.push('BELEGT_BACKUP_TARGET is a store, but BELEGT_BACKUP_S3_KEY_ID is not set.')
  if (s3Secret === null) problems.push('BELEGT_BACKUP_TARGET is a store, but BELEGT_BACKUP_S3_SECRET is not set.')
  const [, bucket = '', ...folders] = url.pathname.replace(/\/+$/, '').split('/')
  if (bucket === '') problems.push('BELEGT_BACKUP_TARGET names no bucket: https://store/bucket/folder.')
  if (problems.length > 0 || s3KeyId === null || s3Secret === null) throw new ConfigError(problems)
  return s3Target({
    endpoint: url.origin,
    bucket,
    prefix: folders.length > 0 ? `${folders.join('/')}/` : '',
    accessKeyId: s3KeyId,
    secretAccessKey: s3Secret.reveal(),
    region: s3Region,
  })
}
