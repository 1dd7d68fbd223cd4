import { connector } from '#privacy'

/**
 * The company whose store the backups lie in (Art. 28 GDPR). It gets only what is sealed, and gets it from the operator: so the
 * entry and the switch are the operator's.
 */
export const backupStore = connector({
  name: 'backup-store',
  recipient: 'backup-store',
  label: { de: 'Ablage der Sicherungen', en: 'Store of the backups' },
  task: { de: 'bewahrt verschlüsselte Sicherungen auf', en: 'keeps encrypted backups' },
  by: 'operator',
})
