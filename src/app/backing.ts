import { join } from 'node:path'
import { targetFrom, type BackupPorts } from '#backups'
import { keyService } from '#platform/keys/key-service.ts'
import type { Log } from '#platform/log/log.ts'
import type { Module } from '#platform/module.ts'
import { openHouse, type Foundation } from './house.ts'
import type { Configuration } from './modules.ts'

/** Where the keys at the top come from, as configured. */
export async function keySources({
  house,
}: Configuration): Promise<Pick<Foundation, 'instanceKey' | 'instanceKeyAlso' | 'keyService'>> {
  return {
    instanceKey: house.instanceKey?.reveal(),
    instanceKeyAlso: house.instanceKeyAlso?.reveal(),
    keyService: house.keyService
      ? await keyService({ url: house.keyService, token: house.keyServiceToken?.reveal() })
      : undefined,
  }
}

type Around = {
  readonly modules: () => readonly Module[]
  readonly log: Log
  readonly publicUrl: () => string
}

/** What the module backups needs: its target and how a scratch system is opened. */
export function backupPorts(config: Configuration, dist: string, around: Around): BackupPorts {
  const { modules, log, publicUrl } = around
  // what does not fit is said at the start, not in the first night
  const target = targetFrom(config.backups, config.house.data)
  return {
    target: () => target,
    settings: config.backups,
    migrations: join(dist, 'migrations'),
    openScratch: ({ dataFolder, login, instanceKey, clock: at }) =>
      openHouse({
        dataFolder,
        login,
        migrations: join(dist, 'migrations'),
        modules: modules(),
        publicUrl: publicUrl(),
        instance: instanceKey,
        clock: at,
        log,
        connections: 4,
        restoring: true,
      }),
  }
}
