import { lend } from '#accounts'
import { inScope } from '#platform/data/scope.ts'
import { contact, personFor } from '#people'
import { type Answer, type CanaryStep, hiddenIn, type Probe, visitor } from '#privacy'
import { asMoment } from './forms/fields.ts'
import { paths } from './pages.ts'

const actor = { kind: 'system', job: 'verify' } as const
type Officer = ReturnType<typeof visitor>

const led = (answer: Answer, what: string): string => {
  if (answer.status !== 303) throw new Error(`${what} answered ${answer.status}`)
  return answer.location
}

/** A breach is put on record that reached the people's records; the list of those concerned names the canary. */
async function concerned({ organisation, scratch }: Probe, officer: Officer, name: string): Promise<void> {
  const breach = {
    title: 'Prüfvorfall',
    what: 'Ein Prüfvorfall, der alle betrifft, die bekannt sind',
    aware_at: asMoment(organisation.zone, scratch.clock.now()),
    kinds: 'confidentiality',
    tables: 'people',
  }
  const to = led(await officer.send(`/${organisation.slug}${paths.breaches}/neu`, breach), 'recording a breach')
  const list = await officer.open(`${to}/betroffene.csv`)
  if (!list.html.includes(name)) throw new Error('the list of people concerned does not name who was there')
}

/** An authority was told about them: found by their mail address and entered. */
async function disclosed({ organisation, scratch }: Probe, officer: Officer, mail: string, name: string) {
  const disclosure = {
    authority: 'Prüfbehörde',
    legal_ground: '§ 163 StPO',
    scope: 'Prüfumfang',
    disclosed_at: asMoment(organisation.zone, scratch.clock.now()),
  }
  const to = led(
    await officer.send(`/${organisation.slug}${paths.disclosures}/neu`, disclosure),
    'recording a disclosure',
  )
  const { html } = await officer.send(`${to}/suche`, { query: mail })
  const person = /name="person"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="person"/.exec(html)
  await officer.send(`${to}/personen`, { ...hiddenIn(html), person: person?.[1] ?? person?.[2] ?? '' })
  if (!(await officer.open(to)).html.includes(name)) throw new Error('the disclosure does not show whom it was about')
}

/** The canary is concerned by a breach, and an authority is told about them. */
export const registerCanary: CanaryStep = {
  module: 'registers',
  async walk({ probe, person: { name, mail, phone } }) {
    const { scratch, organisation } = probe
    await inScope(scratch, { organisation, actor, purpose: contact }, (at) => personFor(at, { name, mail, phone }))
    return lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) => {
      const officer = visitor(probe, await signedIn())
      await concerned(probe, officer, name)
      await disclosed(probe, officer, mail, name)
      return 'listed as concerned by a breach, entered in a disclosure to an authority, both lists opened'
    })
  },
}
