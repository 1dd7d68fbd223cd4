import type { Module } from '#platform/module.ts'
import { watchTarget } from './figures.ts'
import { backupJobs, type BackupPorts } from './jobs.ts'
import { sweepDrill } from './drill.ts'

/** @param ports left out, no backups are made */
export const backups = (ports?: BackupPorts): Module => {
  watchTarget(ports?.target)
  return {
    name: 'backups',
    routes: [],
    jobs: ports ? backupJobs(ports) : [],
    listeners: [],
    navigation: [],
    refusals: {},
    // a drill that was killed left a copy of everything
    background: (house) => {
      const swept = sweepDrill(house).catch(() => undefined)
      return () => swept
    },
  }
}
