import { lend } from '#accounts'
import { type CanaryStep, visitor } from '#privacy'
import { askFor, step } from './visit.ts'

/** The canary asks for everything about itself by the public form, and the archive with it is laid ready. */
export const rightsCanary: CanaryStep = {
  module: 'rights',
  async walk({ probe, person: { name, mail, note } }) {
    const request = await askFor(probe, 'access', { name, mail, message: note, address: `${note}\n00000 Prüfstadt` })
    return lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) => {
      const officer = visitor(probe, await signedIn())
      for (const verb of ['ausfuehren', 'antwort']) {
        const answer = await step(probe, officer, request.id, verb)
        if (answer.status !== 303) throw new Error(`the officer's ${verb} answered ${answer.status}`)
      }
      return 'asked for access by the public form, confirmed, identified, archive laid ready, answered'
    })
  },
}
