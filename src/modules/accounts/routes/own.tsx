import { z } from 'zod'
import { typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { languages } from '#platform/text/language.ts'
import { accountOf, changeOwn, changePassword, ownAccount } from '../actions/own.ts'
import { endSession, endSessions, sessionsOf } from '../actions/sessions.ts'
import { signingIn } from '../data.ts'
import type { Ports } from '../ports.ts'
import { passwordProblem } from '../rules/password.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { OwnPage } from '../screens/own.tsx'
import { words } from '../texts.ts'
import { staffOf } from './framed.ts'

type Mine = Pick<
  Asked<(typeof signingIn)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'params' | 'publicFrame' | 'staffFrame' | 'session'
>

const done = z.object({ ok: z.string().optional() })
const profile = z.object({
  name: typed({ max: 200, required: true }),
  language: z.enum(languages, { message: 'unknown' }),
})
const passwords = z.object({
  old: z
    .string()
    .optional()
    .transform((text) => text ?? '')
    .pipe(z.string().min(1, 'required').max(1_000, 'too-long')),
  fresh: z
    .string()
    .optional()
    .transform((text) => text ?? '')
    .superRefine((text, context) => {
      const message = text === '' ? 'required' : passwordProblem(text)
      if (message) context.addIssue({ code: 'custom', message })
    }),
})
const which = z.object({ sitzung: z.union([z.uuid(), z.literal('alle'), z.literal('andere')], { message: 'unknown' }) })

export function ownRoutes(ports: Ports): Route[] {
  const show = async (asked: Mine, filled: Filled, ok?: string) => {
    const [own, sessions] = [
      await ownAccount(asked.at, ports.house()),
      await sessionsOf(asked.at, ports.house(), accountOf(asked.at)),
    ]
    const t = words(asked.language)
    const said: Record<string, string> = { gespeichert: t.saved, passwort: t.own.changed, beendet: t.own.sessionEnded }
    return page(
      <OwnPage
        {...staffOf(asked)}
        own={own}
        sessions={sessions}
        session={asked.session}
        filled={filled}
        done={said[ok ?? '']}
      />,
      Object.keys(filled.problems).length > 0 ? 422 : 200,
    )
  }
  return [
    get('/:organisation/team/ich', { who: 'account', purpose: signingIn, input: done }, (asked) =>
      show(asked, blank, asked.input.ok),
    ),

    post(
      '/:organisation/team/ich',
      {
        who: 'account',
        purpose: signingIn,
        input: profile,
        collects: true,
        again: (asked, problems) => show(asked, { raw: asked.input, problems }),
      },
      async (asked) => {
        await changeOwn(asked.at, ports.house(), asked.input)
        return see(`${asked.href('/team/ich', asked.input.language)}?ok=gespeichert`)
      },
    ),

    post(
      '/:organisation/team/ich/passwort',
      {
        who: 'account',
        purpose: signingIn,
        input: passwords,
        rate: 'sign-in',
        costly: true,
        again: (asked, problems) => show(asked, { raw: {}, problems }),
      },
      async (asked) => {
        const own = await ownAccount(asked.at, ports.house())
        const { name, short_name: short, slug } = asked.at.organisation
        const problem = passwordProblem(asked.input.fresh, [own.name, own.mail, name, short, slug])
        if (problem) return show(asked, { raw: {}, problems: { fresh: problem } })
        const given = { ...asked.input, session: asked.session ?? '' }
        const changed = await changePassword(asked.at, ports, given)
        if (!changed) return show(asked, { raw: {}, problems: { old: 'password-wrong' } })
        return see(`${asked.href('/team/ich')}?ok=passwort`)
      },
    ),

    post('/:organisation/team/ich/sitzungen', { who: 'account', purpose: signingIn, input: which }, async (asked) => {
      const account = accountOf(asked.at)
      const { sitzung } = asked.input
      if (sitzung === 'alle') await endSessions(asked.at, ports.house(), account)
      else if (sitzung === 'andere') await endSessions(asked.at, ports.house(), account, asked.session)
      else await endSession(asked.at, ports.house(), sitzung, account)
      if (sitzung === 'alle') return see(`${asked.href('/team/anmelden')}?ok=ueberall`, { clear: true })
      if (sitzung === asked.session) return see(`${asked.href('/team/anmelden')}?ok=abgemeldet`, { clear: true })
      return see(`${asked.href('/team/ich')}?ok=beendet`)
    }),
  ]
}
