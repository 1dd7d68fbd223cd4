import { erasePeople, type Forms, type Opening, type Probe } from '#privacy'
import { newLink } from '../actions/links.ts'
import { customerById } from '../queries.ts'
import { invent, joined, pathsOf, registered, within } from './visit.ts'

/** Opens a page of the account as somebody who registered for it, and forgets them again. */
export const insideAccount = (path: string) => async (probe: Probe, open: Opening) => {
  const me = await joined(probe, invent(probe))
  try {
    return await open(`${pathsOf(probe)}${path}`, me.headers)
  } finally {
    await probe.within(probe.organisation, (at) => erasePeople(at, [me.person], 'check'))
  }
}

/** How the forms are reached that need a session or a link. */
export const customerForms: Forms = {
  ...Object.fromEntries(
    ['/angaben', '/bank', '/mail', '/sicherheit', '/schliessen'].map((path) => [
      `/:organisation/konto${path}`,
      insideAccount(path),
    ]),
  ),
  '/:organisation/konto/bestaetigen/:token': async (probe, open) => open(await registered(probe, invent(probe))),
  '/:organisation/konto/passwort/:token': async (probe, open) => {
    const me = await joined(probe, invent(probe))
    try {
      const token = await within(probe, async (at) => {
        const row = await customerById(at, me.customer)
        return row && (await newLink(at, row, 'password'))?.token
      })
      return await open(`${pathsOf(probe)}/passwort/${token}`)
    } finally {
      await probe.within(probe.organisation, (at) => erasePeople(at, [me.person], 'check'))
    }
  },
}
