import { allActivities } from '#platform/data/activity.ts'
import { allConnectors } from './connectors.ts'
import { refuseIncomplete } from './notice/notice.ts'
import { declarations } from './notice/versions.ts'
import { cdnFrom, type CdnConfig, openRegister, recipients } from './recipients.ts'

/**
 * Opens the register of recipients from the configuration and refuses to start with declarations from which no lawful
 * notice could be written. Call it once, when all modules are loaded.
 * @throws ConfigError, NoticeIncomplete or Error; each lists everything that is wrong
 */
export function startPrivacy(config: CdnConfig): void {
  openRegister(
    cdnFrom(config),
    allActivities(),
    allConnectors().map(({ recipient }) => recipient),
  )
  refuseIncomplete({ recipients: recipients(), ranges: {} }, declarations())
}
