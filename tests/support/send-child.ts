// Sends mails in a process that kills itself before its nth step (dying.ts).
import process from 'node:process'
import { dispatchFor } from '../../src/modules/messages/dispatch.ts'
import { smtpTransport } from '../../src/modules/messages/index.ts'
import { given, openDying } from './dying.ts'

const { house, stepping, counted, close } = await openDying()
const organisation = await house.directory.byId(given.organisation)
if (!organisation) throw new Error('no such organisation')
const smtp = smtpTransport(new URL(given.smtp), house.clock)
const { done, steps } = await counted(() =>
  dispatchFor(house, organisation, { send: stepping((mail) => smtp.send(mail)) }, 'amt@belegt.example'),
)
smtp.close()
await close()
process.stdout.write(JSON.stringify({ sent: done, steps }))
