import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { accountOf, ownAccount } from '../actions/own.ts'
import { db, signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import type { Ports } from '../ports.ts'
import { staffOf } from '../routes/framed.ts'
import { offeredSecret, secretIn, takeAuthenticator } from './authenticator.ts'
import { deviceName } from './families.ts'
import { addPasskey, offerToAdd } from './passkeys.ts'
import { newRecoveryCodes } from './recovery.ts'
import { appUri, inGroups } from './rules.ts'
import { AppPage, CodesPage, type AppProps } from './screens/app.tsx'
import { SecurityPage } from './screens/security.tsx'
import { confirmSession } from './second-step.ts'
import { hasSecondFactor, standingOf } from './standing.ts'
import { tellOwner } from './tell.ts'
import { factorWords } from './texts.ts'

const PATH = '/:organisation/team/ich/sicherheit'
const BACK = '/team/ich/sicherheit'

type Mine = Pick<
  Asked<(typeof signingIn)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'params' | 'publicFrame' | 'staffFrame' | 'session' | 'browser' | 'system'
>

const long = z
  .string()
  .optional()
  .transform((text) => (text ?? '').slice(0, 20_000))
const done = z.object({ ok: z.string().optional() })
const made = z.object({ antwort: long, name: typed({ max: 60 }) })
const which = z.object({ passkey: z.uuid({ message: 'unknown' }) })
const firstCode = z.object({ schluessel: long, code: typed({ max: 40 }) })

/** The account's own page of passkeys, app and recovery codes. Whatever changes them asks for a confirmation first. */
export function factorRoutes(ports: Ports): Route[] {
  const mine = { who: 'account', purpose: signingIn } as const
  const changing = { ...mine, stepUp: true } as const

  const show = async (asked: Mine, about: { ok?: string | undefined; wrong?: 'wrong' | 'tooMany' } = {}) => {
    const house = ports.house()
    const account = accountOf(asked.at)
    const { mail } = await ownAccount(asked.at, house)
    const known = await atOperator(asked.at, house, async (there) => ({
      standing: await standingOf(there, account),
      offer: await offerToAdd(there, house, account, mail),
    }))
    const t = factorWords(asked.language).security
    const said: Record<string, string> = t.done
    return page(
      <SecurityPage
        {...staffOf(asked)}
        frame={asked.staffFrame('accounts/passkey.js')}
        {...known}
        suggestion={deviceName(asked.language, asked)}
        needed={about.ok === 'noetig' && !known.standing.app && known.standing.passkeys.length === 0}
        done={said[about.ok ?? '']}
        wrong={about.wrong && t[about.wrong]}
      />,
      about.wrong ? 422 : 200,
    )
  }

  const showApp = async (asked: Mine, says: AppProps['says'], kept?: { secret: string; box: string }) => {
    const account = accountOf(asked.at)
    const { mail } = await ownAccount(asked.at, ports.house())
    const offered = kept ?? (await atOperator(asked.at, ports.house(), (there) => offeredSecret(there, account)))
    const uri = appUri(offered.secret, asked.at.organisation.name.replaceAll(':', ' '), mail)
    const { toString: qrCode } = await import('qrcode')
    const picture = await qrCode(uri, { type: 'svg', margin: 4 })
    return page(
      <AppPage {...staffOf(asked)} picture={picture} secret={inGroups(offered.secret)} box={offered.box} says={says} />,
      says ? 422 : 200,
    )
  }

  /** The first factor comes with recovery codes: who has none would be locked out with their phone. */
  const firstCodes = async (asked: Mine, ready: boolean) => {
    const account = accountOf(asked.at)
    await tellOwner(asked.at, ports, account, { is: 'factors-changed' })
    const codes = await atOperator(asked.at, ports.house(), async (there) => {
      await confirmSession(there, asked.session ?? '', 'two')
      const { codesLeft } = await standingOf(there, account)
      return !ready || codesLeft === 0 ? newRecoveryCodes(there, account) : undefined
    })
    return codes && page(<CodesPage {...staffOf(asked)} codes={codes} ready={ready} />)
  }

  const remove = async (asked: Mine, table: 'passkeys' | 'authenticators', id?: string) => {
    const account = accountOf(asked.at)
    await atOperator(asked.at, ports.house(), async (there) => {
      await db(there)
        .deleteFrom(table)
        .where('account_id', '=', account)
        .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
        .execute()
      // codes that stand in for a factor end with the last one
      if (!(await hasSecondFactor(there, account)))
        await db(there).deleteFrom('recovery_codes').where('account_id', '=', account).execute()
    })
    await tellOwner(asked.at, ports, account, { is: 'factors-changed' })
  }

  return [
    get(PATH, { ...mine, input: done }, (asked) => show(asked, { ok: asked.input.ok })),

    post(`${PATH}/passkey`, { ...changing, collects: true, input: made }, async (asked) => {
      const house = ports.house()
      const account = accountOf(asked.at)
      const name = asked.input.name || deviceName(asked.language, asked)
      const outcome = await atOperator(asked.at, house, (there) =>
        addPasskey(there, house, { account, answer: asked.input.antwort, name }),
      )
      if (outcome !== 'added') return show(asked, { wrong: outcome === 'too-many' ? 'tooMany' : 'wrong' })
      return (await firstCodes(asked, true)) ?? see(`${asked.href(BACK)}?ok=passkey`)
    }),

    post(`${PATH}/passkey/entfernen`, { ...changing, input: which }, async (asked) => {
      await remove(asked, 'passkeys', asked.input.passkey)
      return see(`${asked.href(BACK)}?ok=entfernt`)
    }),

    get(`${PATH}/app`, changing, (asked) => showApp(asked, undefined)),

    post(`${PATH}/app`, { ...changing, rate: 'sign-in', input: firstCode }, async (asked) => {
      const account = accountOf(asked.at)
      const { schluessel: box, code } = asked.input
      const outcome = await atOperator(asked.at, ports.house(), async (there) => {
        const secret = await secretIn(there, account, box)
        return secret && { secret, box, taken: await takeAuthenticator(there, account, secret, code) }
      })
      if (!outcome) return showApp(asked, 'again')
      if (!outcome.taken) return showApp(asked, 'wrong', outcome)
      return (await firstCodes(asked, true)) ?? see(`${asked.href(BACK)}?ok=gespeichert`)
    }),

    post(`${PATH}/app/entfernen`, changing, async (asked) => {
      await remove(asked, 'authenticators')
      return see(`${asked.href(BACK)}?ok=app`)
    }),

    post(`${PATH}/notfallcodes`, changing, async (asked) => {
      const has = await atOperator(asked.at, ports.house(), (there) => hasSecondFactor(there, accountOf(asked.at)))
      if (!has) throw refuse('accounts.no-second-factor', 'conflict')
      return (await firstCodes(asked, false)) ?? see(asked.href(BACK))
    }),
  ]
}
