import { randomUUID } from 'node:crypto'
import { composeOurs, type Transport } from '#messages'
import type { CopyPorts } from '#privacy'
import { ConfigError } from '#platform/config/config.ts'
import { checkpointMail } from './checkpoint-mail.ts'
import type { Configuration } from './modules.ts'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * The ways by which checkpoints leave the machine, as configured.
 * @throws ConfigError when a token or a checkpoint would travel in the clear
 */
export function copyPorts(config: Configuration, transport: Transport | undefined): CopyPorts {
  const { copyFolder, copyUrl, copyToken, copyMail } = config.privacy
  if (copyUrl?.protocol === 'http:' && !LOOPBACK.test(copyUrl.hostname))
    throw new ConfigError(['BELEGT_EVIDENCE_URL: another machine is reached by https only.'])
  return {
    folder: copyFolder ?? undefined,
    host: copyUrl ? { url: copyUrl, token: copyToken?.reveal() } : undefined,
    mail: transport && copyMail ? mailTo(transport, config.messages.from) : undefined,
  }
}

/** Past the outbox: the officer is no person in the register, and the ledger itself notes what was sent. */
function mailTo(transport: Transport, from: string): NonNullable<CopyPorts['mail']> {
  return async (organisation, { to, subject, text }) => {
    const rendered = composeOurs(organisation, checkpointMail, { language: 'de', values: { betreff: subject, text } })
    await transport.send({
      messageId: `<${randomUUID()}@${from.split('@')[1]}>`,
      from: { name: organisation.name, address: from },
      replyTo: undefined,
      to,
      content: { ...rendered, text },
    })
  }
}
