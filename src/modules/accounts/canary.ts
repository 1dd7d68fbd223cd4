import { type Answer, type CanaryStep, hiddenIn, ownPage, type Probe, visitor } from '#privacy'
import { secretIn } from './factors/authenticator.ts'
import { codeAt } from './factors/rules.ts'
import { db } from './data.ts'
import { lend } from './lend.ts'
import { db as lifeDb } from './life/data.ts'
import { hashToken, newToken } from './tokens.ts'

const led = (answer: Answer, what: string): Answer => {
  if (answer.status !== 303) throw new Error(`${what} answered ${answer.status}`)
  return answer
}

/** The link that the mail to the newest invited leads to; the mail is sealed, so another takes its place. */
async function linkOf(probe: Probe): Promise<{ readonly account: string; readonly token: string }> {
  const token = newToken()
  return probe.within(probe.organisation, async (at) => {
    const { id, account_id } = await lifeDb(at)
      .selectFrom('invitations')
      .select(['id', 'account_id'])
      .where('used_at', 'is', null)
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    await lifeDb(at)
      .updateTable('invitations')
      .set({ token_hash: hashToken(token) })
      .where('id', '=', id)
      .execute()
    return { account: account_id, token }
  })
}

/** Signs in by the page, and takes an app in use for the second step. */
async function withApp(probe: Probe, account: string, given: { mail: string; password: string }): Promise<void> {
  const team = `/${probe.organisation.slug}/team`
  const { cookie } = led(await visitor(probe).send(`${team}/anmelden`, given), 'signing in')
  const me = visitor(probe, { ...ownPage, cookie: cookie ?? '' })
  const own = `${team}/ich/sicherheit/app`
  const { schluessel = '' } = hiddenIn((await me.open(own)).html)
  const secret = await probe.within(probe.operator, (there) => secretIn(there, account, schluessel))
  if (!secret) throw new Error('the page offers no app for the second step')
  await me.send(own, { schluessel, code: codeAt(secret, probe.scratch.clock.now()) })
  const kept = await probe.within(probe.operator, (there) =>
    db(there).selectFrom('recovery_codes').select('id').where('account_id', '=', account).execute(),
  )
  if (kept.length === 0) throw new Error('the app was not taken in use as second step')
}

/** The canary is invited, accepts, signs in with an app as second step, gets another role, and forgets the password. */
export const accountCanary: CanaryStep = {
  module: 'accounts',
  walk: ({ probe, person: { name, mail } }) =>
    lend(
      probe,
      probe.organisation,
      'main-administrator',
      async ({ signedIn }) => {
        const team = `/${probe.organisation.slug}/team`
        const administrator = visitor(probe, await signedIn())
        const members = `${team}/einrichtung/mitglieder`
        led(await administrator.send(members, { name, mail, role: 'desk', language: 'de' }), 'inviting')
        const { account, token } = await linkOf(probe)
        const password = newToken()
        led(await visitor(probe).send(`${team}/einladung/${token}`, { name, password }), 'accepting the invitation')
        await withApp(probe, account, { mail, password })
        const { id } = await probe.within(probe.organisation, (at) =>
          db(at).selectFrom('members').select('id').where('account_id', '=', account).executeTakeFirstOrThrow(),
        )
        led(await administrator.send(`${members}/${id}`, { role: 'data-protection' }), 'changing the role')
        if (!(await administrator.open(members)).html.includes(name)) throw new Error('the list shows no such member')
        const forgot = await visitor(probe).send(`${team}/passwort`, { mail })
        if (forgot.status >= 400) throw new Error(`asking for a new password answered ${forgot.status}`)
        return 'invited, joined, signed in with an app as second step, got another role, asked for a new password'
      },
      { as: 'kanarie', further: [] },
    ),
}
