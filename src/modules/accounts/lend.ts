import { erasePeople, ownPage, type Probe } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { addMember } from './actions/members.ts'
import { endSessions, signInAs } from './actions/sessions.ts'
import type { Further } from './life/rights.ts'
import type { Role } from './roles.ts'

export type Lent = {
  readonly account: string
  readonly mail: string
  readonly password: string
  /** Signs in anew; gives the headers that a browser with this session sends. */
  readonly signedIn: () => Promise<Record<string, string>>
}

/** Lends a member for the time of a check; afterwards nothing of that member is left with the operator. */
export async function lend<T>(
  probe: Probe,
  organisation: Organisation,
  role: Role,
  work: (lent: Lent) => Promise<T>,
  /** Rights beside the role, with a word for the address. */
  beside: { readonly as: string; readonly further: readonly Further[] } = { as: role, further: [] },
): Promise<T> {
  const mail = `pruefung-${beside.as}-${organisation.slug}-${probe.organisation.slug}@pruef.invalid`
  const password = `${probe.organisation.id} nur für diese Prüfung`
  const { account } = await addMember(probe.scratch, organisation, {
    name: 'Prüferin',
    mail,
    role,
    password,
    further: beside.further,
  })
  const signedIn = async () => {
    const token = await signInAs(probe.scratch, account)
    // both names, since the check does not know whether the address is encrypted
    return { ...ownPage, cookie: `belegt=${token}; __Host-belegt=${token}` }
  }
  try {
    return await work({ account, mail, password, signedIn })
  } finally {
    await probe.within(probe.operator, async (at) => {
      await endSessions(at, probe.scratch, account)
      await erasePeople(at, [account], 'check')
    })
  }
}
