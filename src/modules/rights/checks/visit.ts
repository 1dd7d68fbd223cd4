import { personFor } from '#people'
import { inScope, type Scope } from '#platform/data/scope.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { type Answer, hiddenIn, type Probe, recordConsent, visitor, type Visitor } from '#privacy'
import { taking } from '../answers/data.ts'
import { CONFIRM } from '../actions/intake.ts'
import { db, handling, type Kind, type RequestRow } from '../data.ts'
import { slugs } from '../rules/kinds.ts'

/** Under the checked program's purposes, in the organisation that was made for the run. */
export const within = <T>(
  probe: Probe,
  work: (at: Scope<(typeof handling)['opens'][number]>) => Promise<T>,
): Promise<T> =>
  inScope(
    probe.scratch,
    { organisation: probe.organisation, actor: { kind: 'system', job: 'verify' }, purpose: handling },
    work,
  )

/** Somebody known to the organisation, with a consent. */
export const invented = (probe: Probe, name: string, mail: string): Promise<string> =>
  within(probe, async (at) => {
    const person = await personFor(at, { name, mail })
    await recordConsent(at, { person, activity: taking, wording: 'Prüfung', special: false })
    return person
  })

/** Asks by the public form and confirms as the link in the mail does; answers the request. */
export async function askFor(
  probe: Probe,
  kind: Kind,
  fields: Record<string, string> & { readonly name: string; readonly mail: string },
): Promise<RequestRow> {
  const guest = visitor(probe)
  const base = `/${probe.organisation.slug}/datenschutz/rechte`
  const form = await guest.open(`${base}/${slugs[kind]}`)
  probe.scratch.clock.advance({ seconds: 20 })
  const sent = await guest.send(`${base}/${slugs[kind]}`, { ...hiddenIn(form.html), ...fields })
  if (sent.status !== 303) throw new Error(`the form for ${kind} answers ${sent.status}`)
  const { id, token } = await within(probe, async (at) => {
    const row = await db(at).selectFrom('rights_intake').select('id').executeTakeFirstOrThrow()
    return { id: row.id, token: await tokenFor(at, CONFIRM, row.id) }
  })
  const confirmed = await guest.send(`${base}/bestaetigen/${token}`)
  if (confirmed.status !== 303) throw new Error(`the confirmation of ${kind} answers ${confirmed.status}`)
  return rowOf(probe, id)
}

export const rowOf = (probe: Probe, id: string): Promise<RequestRow> =>
  within(probe, (at) => db(at).selectFrom('rights_requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow())

/** A step of the officer, with the version that stands now. */
export async function step(
  probe: Probe,
  officer: Visitor,
  id: string,
  name: string,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const { version } = await rowOf(probe, id)
  const path = `/${probe.organisation.slug}/team/datenschutz/anfragen/${id}/${name}`
  return officer.send(path, { version: String(version), ...fields })
}
