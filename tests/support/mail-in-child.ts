// Reads a mailbox in a process that kills itself before its nth step (dying.ts).
import process from 'node:process'
import { ImapFlow } from 'imapflow'
import { openWatch } from '../../src/modules/documents/mailboxes/watch.ts'
import { readRecipientsBy } from '../../src/modules/privacy/index.ts'
import { openDying } from './dying.ts'

readRecipientsBy(async () => [
  { id: 'document-mail', name: 'Postfach', place: 'Kiel', role: 'processor', task: { de: '', en: '' }, contract: '' },
])
const { house, stepping, counted, close } = await openDying()
house.blobs.put = stepping(house.blobs.put)
const { run } = ImapFlow.prototype as unknown as { run: (...args: unknown[]) => Promise<unknown> }
Object.assign(ImapFlow.prototype, { run: stepping(run) })
const watch = openWatch({ house, inside: true, failed: (error) => process.stderr.write(`${String(error)}\n`) })
const { steps } = await counted(() => watch.sync())
await watch.stop()
await close()
process.stdout.write(JSON.stringify({ steps }))
