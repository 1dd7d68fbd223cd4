import { personFor } from '#people'
import type { CanaryStep } from '#privacy'
import { lease } from '../storing/lease.ts'
import { desk, newArchive, sealedFor, within } from './desk.ts'
import { lend } from '#accounts'

/** A letter about the canary is sealed, sent, filed under its name, read again, and gets a second version. */
export const documentCanary: CanaryStep = {
  module: 'documents',
  walk: ({ probe, person: { name, mail, phone, note } }) =>
    lend(
      probe,
      probe.organisation,
      'desk',
      async ({ signedIn }) => {
        const person = await within(probe, (at) => personFor(at, { name, mail, phone }))
        const member = desk(probe, await newArchive(probe), await signedIn())
        const letter = Buffer.from([name, mail, phone, note].join('\n').repeat(20))
        const file = async (document?: string) => {
          const { status, body: ticket } = await member.open({ person, ...(document ? { document } : {}) })
          if (status !== 200) throw new Error(`opening an upload answered ${status}`)
          const { bytes, sent } = await sealedFor(ticket, letter, `${name} ${phone}.txt`)
          await member.part(ticket.upload, bytes)
          const filed = await member.finish(ticket.upload, sent)
          if (filed.status !== 200) throw new Error(`filing answered ${filed.status}`)
          return filed.body
        }
        const { documentId } = await file()
        const { versionId } = await file(documentId)
        const back = await within(probe, (at) =>
          lease(at, { versionId, purpose: 'preview' }, async ({ content }) =>
            Buffer.concat(await Array.fromAsync(content)),
          ),
        )
        if (!back.equals(letter)) throw new Error('the letter does not come back as it was filed')
        return 'a letter was sealed, filed under the person, opened again, and got a second version'
      },
      { as: 'ablage', further: [] },
    ),
}
