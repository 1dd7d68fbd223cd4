import { randomUUID } from 'node:crypto'
import {
  broken,
  eraseOrganisation,
  erasePeople,
  kept,
  ownPage,
  SCRATCH,
  visitor,
  type Check,
  type Probe,
} from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { foundOrganisation } from '../actions/found.ts'
import { addMember } from '../actions/members.ts'
import { signInAs } from '../actions/sessions.ts'
import { db } from '../data.ts'

/** Somebody who administers an invented organisation: their account, and what their browser sends. */
export type Main = { readonly account: string; readonly headers: Readonly<Record<string, string>> }

/**
 * An organisation of one check's own, with a way to give it main administrators; nothing of either is left afterwards,
 * also where the check has ended the organisation itself.
 */
export async function withOrganisation<T>(
  probe: Probe,
  work: (organisation: Organisation, main: () => Promise<Main>) => Promise<T>,
): Promise<T> {
  const mark = randomUUID().slice(0, 8)
  const facts = { slug: `${SCRATCH}${mark}`, name: `Prüfverein ${mark}`, kind: 'private', demo: true } as const
  const organisation = await foundOrganisation(probe.scratch, facts)
  const accounts: string[] = []
  const main = async () => {
    const { account } = await addMember(probe.scratch, organisation, {
      name: `Prüferin ${accounts.length}`,
      mail: `pruefung-${mark}-${accounts.length}@pruef.invalid`,
      role: 'main-administrator',
      password: `${mark} nur für diese Prüfung`,
    })
    accounts.push(account)
    const token = await signInAs(probe.scratch, account)
    return { account, headers: { ...ownPage, cookie: `belegt=${token}; __Host-belegt=${token}` } }
  }
  try {
    return await work(organisation, main)
  } finally {
    probe.scratch.directory.refresh()
    if (await probe.scratch.directory.byId(organisation.id))
      await eraseOrganisation(probe.scratch, organisation, probe.operator)
    await probe.within(probe.operator, (at) => erasePeople(at, accounts, 'check'))
  }
}

const mainsLeft = (probe: Probe, organisation: Organisation) =>
  probe.within(organisation, async (at) => {
    const rows = await db(at)
      .selectFrom('members')
      .select('id')
      .where('role', '=', 'main-administrator')
      .where('left_at', 'is', null)
      .execute()
    return rows.length
  })

/** optigem/last-main-admin: alone nobody can close their account; of two at the same moment one stays. */
export const lastMain: Check = (probe) =>
  withOrganisation(probe, async (organisation, main) => {
    const close = async ({ headers }: Main) =>
      (await visitor(probe, headers).send(`/${organisation.slug}/team/ich/daten/schliessen`)).status
    const one = await main()
    const alone = await close(one)
    if (alone !== 409) return broken(`the only main administrator's account answers ${alone} when it is to be closed`)
    const two = await main()
    const both = await Promise.all([close(one), close(two)])
    const left = await mainsLeft(probe, organisation)
    const closed = both.filter((status) => status === 303).length
    if (closed !== 1 || left !== 1)
      return broken(
        `two closed their accounts at the same moment: ${closed} were closed, ${left} main administrators left`,
      )
    const stranger = await main()
    if ((await close(stranger)) !== 303) return broken('with another main administrator the account does not close')
    return kept(
      'the last one could not close the account; of two at the same moment one stayed; with another one it closed',
    )
  })
