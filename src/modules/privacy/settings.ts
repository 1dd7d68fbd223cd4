import { setting } from '#platform/config/config.ts'
import { cdnSettings } from './recipients.ts'

/** Where signed states of the evidence go besides this machine. */
export const copySettings = {
  copyFolder: setting('BELEGT_EVIDENCE_FOLDER', {
    type: 'path',
    default: null,
    doc: 'A folder on another machine (mounted) or medium that gets a copy of every signed checkpoint. It must exist.',
  }),
  copyUrl: setting('BELEGT_EVIDENCE_URL', {
    type: 'url',
    protocols: ['https', 'http'],
    default: null,
    doc: 'A second host that keeps signed checkpoints: PUT <url>/<ledger id>; docs/evidence/receive-checkpoints.mjs is one. Without TLS on this machine only.',
  }),
  copyToken: setting('BELEGT_EVIDENCE_TOKEN', {
    type: 'secret',
    default: null,
    minLength: 16,
    doc: 'What the second host asks for as bearer token.',
  }),
  copyMail: setting('BELEGT_EVIDENCE_MAIL', {
    type: 'boolean',
    default: true,
    doc: 'Whether each data protection officer gets the signed state of their ledger by mail once a day, where mail is set up.',
  }),
} as const

export const settings = { ...cdnSettings, ...copySettings } as const
