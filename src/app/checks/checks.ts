import type { Checks } from '#privacy'
import { appOn, unlogged, type Program } from './door.ts'
import { forwarding } from './forwarding.ts'
import { logged } from './logged.ts'
import { publicForms } from './public-forms.ts'
import { tls } from './tls.ts'

/** The promises that only the whole program can keep: what its doors, its log and its pages together do. */
export const programChecks = (program: Program): Checks => ({
  'smartcx/tls': tls({
    publicUrl: program.publicUrl,
    log: program.log,
    app: ({ scratch }, publicUrl) => appOn(scratch, program, { publicUrl }),
  }),
  'smartcx/cdn-option': forwarding(({ scratch }, trusted, pages, saw) =>
    appOn(scratch, program, { trusted, limits: { read: pages }, log: { ...unlogged(program.log), access: saw } }),
  ),
  'cxomni/log-anonymisation': logged({
    app: ({ scratch }, log, metrics) => appOn(scratch, program, { trusted: ['127.0.0.0/8'], log, metrics }),
  }),
  'optigem/just-in-time-notice': publicForms,
})
