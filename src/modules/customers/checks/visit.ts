import { inScope, type Scope } from '#platform/data/scope.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { hiddenIn, ownPage, type Probe, visitor, type Visitor } from '#privacy'
import { CONFIRM } from '../actions/register.ts'
import { db, keeping, type Opens } from '../data.ts'

/** Under the purpose of customer accounts, in the organisation that was made for the run. */
export const within = <T>(probe: Probe, work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  inScope(
    probe.scratch,
    { organisation: probe.organisation, actor: { kind: 'system', job: 'verify' }, purpose: keeping },
    work,
  )

export type Invented = {
  readonly first: string
  readonly last: string
  readonly mail: string
  readonly password: string
}

let made = 0
/** Somebody who is nobody, other than all before. */
export const invent = (probe: Probe): Invented => {
  const mark = `${probe.organisation.slug}-${++made}`
  return {
    first: 'Prüfine',
    last: `Kundin ${mark}`,
    mail: `kundin-${mark}@pruef.invalid`,
    password: `Satz zum Prüfen ${mark}`,
  }
}

export const pathsOf = (probe: Probe) => `/${probe.organisation.slug}/konto`

/** Registers over the public pages; answers the path of the link in the mail. */
export async function registered(probe: Probe, person: Invented): Promise<string> {
  const guest = visitor(probe)
  const base = pathsOf(probe)
  const form = await guest.open(`${base}/registrieren`)
  probe.scratch.clock.advance({ seconds: 20 })
  const sent = await guest.send(`${base}/registrieren`, { ...hiddenIn(form.html), ...person })
  if (sent.status !== 303) throw new Error(`the registration answers ${sent.status}`)
  const token = await within(probe, async (at) => {
    const row = await db(at)
      .selectFrom('customer_registrations')
      .select('id')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    return tokenFor(at, CONFIRM, row.id)
  })
  return `${base}/bestaetigen/${token}`
}

export type Joined = Visitor & {
  readonly headers: Readonly<Record<string, string>>
  readonly person: string
  readonly customer: string
}

/** Registers, confirms with the password and is signed in. */
export async function joined(probe: Probe, person: Invented): Promise<Joined> {
  const link = await registered(probe, person)
  const confirmed = await visitor(probe).send(link, { password: person.password })
  if (confirmed.status !== 303 || !confirmed.cookie) throw new Error(`the confirmation answers ${confirmed.status}`)
  const headers = { ...ownPage, cookie: confirmed.cookie }
  const row = await within(probe, (at) =>
    db(at).selectFrom('customers').select(['id', 'person_id']).orderBy('created_at', 'desc').executeTakeFirstOrThrow(),
  )
  return { ...visitor(probe, headers), headers, person: row.person_id, customer: row.id }
}
