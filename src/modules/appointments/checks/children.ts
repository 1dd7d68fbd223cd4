import { sql, type Kysely } from 'kysely'
import { AGE_OF_CONSENT, broken, kept, type Check } from '#privacy'
import { bookAs, placeOf } from './visitor.ts'

/** optigem/children: where a consent is asked for, the age is too, and for a child a guardian gives it, recorded and sealed. */
export const children: Check = async (probe) => {
  const { caring } = await placeOf(probe)
  const visit = { name: 'Prüfkind Einwilligung', mail: 'kind@pruef.invalid' }
  const extra = { f_health: 'geprüft', special_consent: 'yes' }
  const silent = await bookAs(probe, caring, { ...visit, extra }, 2)
  if (silent.confirmed.status !== 422)
    return broken(`a consent without a word about the age was answered with ${silent.confirmed.status}`)
  const nameless = await bookAs(probe, caring, { ...visit, extra: { ...extra, consent_by: 'guardian' } }, 3)
  if (nameless.confirmed.status !== 422)
    return broken(`a guardian without a name was answered with ${nameless.confirmed.status}`)
  const guardian = 'Prüfmutter Sorge'
  await bookAs(probe, caring, { ...visit, extra: { ...extra, consent_by: 'guardian', guardian } }, 4)
  const rows = await probe.within(probe.organisation, (at) =>
    sql<{ guardian: Buffer | null }>`
      select c.guardian from consents c where c.special and c.given_by = 'guardian'`
      .execute(at.tx as unknown as Kysely<never>)
      .then(({ rows: found }) => found),
  )
  const [only] = rows
  if (rows.length !== 1 || !only?.guardian)
    return broken(`${rows.length} consents of a guardian were recorded, not one`)
  if (only.guardian.includes(guardian)) return broken('the name of the guardian lies in clear')
  return kept(`below ${AGE_OF_CONSENT} a guardian consents by name; without it, or without the age, nothing was stored`)
}
