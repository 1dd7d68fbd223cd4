import { randomUUID } from 'node:crypto'
import { composeOurs, type Transport } from '#messages'
import { mailTemplate } from '#platform/mail/template.ts'
import type { CopyPorts } from '#privacy'
import { ConfigError } from '#platform/config/config.ts'
import type { Configuration } from './modules.ts'

const word = {
  de: 'Der Wortlaut ist Teil des Belegs und bleibt, wie er ist.',
  en: 'The wording is part of the evidence and stays as it is.',
}

const checkpointMail = mailTemplate({
  kind: 'privacy.checkpoint',
  name: { de: 'Prüfpunkt der Belege', en: 'Checkpoint of the evidence' },
  when: {
    de: 'Wenn ein neuer Prüfpunkt der Belege das System verlässt; geht an die eingestellte Adresse.',
    en: 'When a new checkpoint of the evidence leaves the system; goes to the address that is set.',
  },
  placeholders: {
    betreff: {
      name: { de: 'Betreff', en: 'Subject' },
      example: {
        de: 'Prüfpunkt der Belege vom 22. November 2026',
        en: 'Checkpoint of the evidence of 22 November 2026',
      },
    },
    text: {
      name: { de: 'Prüfpunkt', en: 'Checkpoint' },
      example: {
        de: 'Bitte bewahren Sie diese Mail auf.\n\nbelegt.example/stadt\n412\nq83vEjRWeJCrze8SNFZ4kA==',
        en: 'Please keep this mail.\n\nbelegt.example/stadt\n412\nq83vEjRWeJCrze8SNFZ4kA==',
      },
    },
  },
  subject: { de: '{betreff}', en: '{betreff}', law: word },
  heading: { de: '{betreff}', en: '{betreff}', law: word },
  body: { text: { de: '{text}', en: '{text}', law: word } },
  closing: {},
})

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
