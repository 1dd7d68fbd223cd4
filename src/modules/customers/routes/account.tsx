import { z } from 'zod'
import { passwordProblem } from '#accounts'
import { mailAddress, ticked, typed, whole } from '#platform/http/fields.ts'
import {
  type Asked,
  get,
  page,
  post,
  type Problems,
  type Raw,
  type Reply,
  type Route,
  see,
} from '#platform/http/route.ts'
import { normalisePhone } from '#platform/text/contact.ts'
import { isBic, readIban } from '#platform/text/iban.ts'
import { consentsOf, linksFor, preferencesPath, receiptsPath } from '#privacy'
import { closeAccount, endContract, lettersOf } from '../actions/contract.ts'
import { changeBank, changeDetails } from '../actions/details.ts'
import { changePassword, ownFits, requestMail } from '../actions/links.ts'
import { endSession, endSessions, sessionsOf } from '../actions/sessions.ts'
import { usageOf } from '../actions/usage.ts'
import { keeping, type Opens } from '../data.ts'
import type { Ports } from '../ports.ts'
import { masterOf, ownAccount, personOf, todayOf } from '../queries.ts'
import { keptUntil, letterKeptUntil } from '../rules/account.ts'
import { AccountPage } from '../screens/account.tsx'
import { BankPage, ClosePage, DetailsPage, MailPage, SecurityPage } from '../screens/edit.tsx'
import { blank, type Filled } from '../screens/form.tsx'
import { words } from '../texts.ts'
import { evenly } from './evenly.ts'
import { nameField, newPassword, password, publicOf, shown } from './framed.ts'

type Mine = Asked<Opens, unknown>
const mine = { who: 'customer', purpose: keeping } as const
const done = z.object({ ok: z.string().optional() })
const versioned = { version: whole(1, 1_000_000) }

const number = typed({ max: 40 }).refine((text) => text === '' || normalisePhone(text).e164 !== undefined, {
  message: 'phone',
})
const details = z.object({
  ...versioned,
  first: nameField,
  last: nameField,
  street: typed({ max: 200 }),
  postalCode: typed({ max: 20 }),
  city: typed({ max: 100 }),
  country: typed({ max: 100 }),
  phone: number,
  fax: number,
})
const bank = z.object({
  ...versioned,
  iban: typed({ max: 50, required: true }).transform((text, context) => {
    const read = readIban(text)
    if ('iban' in read) return read.iban
    context.addIssue({ code: 'custom', message: read.problem })
    return z.NEVER
  }),
  holder: typed({ max: 200 }),
  bic: typed({ max: 20 })
    .transform((text) => text.replaceAll(' ', '').toUpperCase())
    .refine((text) => text === '' || isBic(text), { message: 'bic' }),
})
const newAddress = z.object({ mail: mailAddress({ required: true }), password })
const passwords = z.object({ old: password, fresh: newPassword })
const which = z.object({ sitzung: z.union([z.uuid(), z.literal('alle')], { message: 'unknown' }) })
const closing = z.object({ password, sure: ticked().refine(Boolean, { message: 'sure' }) })

const statusOf = ({ problems }: Filled) => (Object.keys(problems).length > 0 ? 422 : 200)
const filledWith = (raw: Raw, problems: Problems): Filled => ({ raw: shown(raw), problems })
const versionOf = (filled: Filled, version: number) => Number(filled.raw['version'] ?? version)

async function detailsPage(asked: Mine, filled: Filled): Promise<Reply> {
  const row = await ownAccount(asked.at)
  const master = await masterOf(asked.at, row)
  const version = versionOf(filled, row.version)
  return page(<DetailsPage {...publicOf(asked)} filled={filled} version={version} master={master} />, statusOf(filled))
}

async function bankPage(asked: Mine, filled: Filled): Promise<Reply> {
  const row = await ownAccount(asked.at)
  const master = await masterOf(asked.at, row)
  const version = versionOf(filled, row.version)
  return page(<BankPage {...publicOf(asked)} filled={filled} version={version} master={master} />, statusOf(filled))
}

async function mailPage(asked: Mine, filled: Filled): Promise<Reply> {
  const { mail } = await masterOf(asked.at, await ownAccount(asked.at))
  return page(<MailPage {...publicOf(asked)} filled={filled} mail={mail} />, statusOf(filled))
}

async function securityPage(asked: Mine, filled: Filled, ok?: string): Promise<Reply> {
  const t = words(asked.language).account
  const said: Record<string, string> = { passwort: t.passwordChanged, beendet: t.sessionEnded }
  const sessions = await sessionsOf(asked.at, personOf(asked.at))
  return page(
    <SecurityPage
      {...publicOf(asked)}
      filled={filled}
      sessions={sessions}
      session={asked.session}
      done={said[ok ?? '']}
    />,
    statusOf(filled),
  )
}

async function closePage(asked: Mine, filled: Filled): Promise<Reply> {
  const { at } = asked
  await ownAccount(at)
  const today = todayOf(at).toString()
  const letters = await lettersOf(at, personOf(at))
  const [first] = await linksFor(at, personOf(at))
  return page(
    <ClosePage
      {...publicOf(asked)}
      filled={filled}
      until={keptUntil(today)}
      letters={letters.length > 0 ? letterKeptUntil(today) : undefined}
      rights={asked.href(first?.path ?? '/datenschutz')}
    />,
    statusOf(filled),
  )
}

const overview = (ports: Ports): Route =>
  get('/:organisation/konto', { ...mine, input: done }, async (asked) => {
    const { at, language, href, input } = asked
    const row = await ownAccount(at)
    const person = row.person_id
    const t = words(language).account
    const said: Record<string, string> = { gespeichert: t.saved, mail: t.mailSent, neu: t.welcome }
    const ways = [
      ...(await linksFor(at, person)).map(({ path, label }) => ({ label: label[language], url: href(path) })),
      { label: t.preferences, url: href(await preferencesPath(at, person)) },
      { label: t.receipts, url: href(await receiptsPath(at, person)) },
    ]
    return page(
      <AccountPage
        {...publicOf(asked)}
        row={row}
        master={await masterOf(at, row)}
        letters={await lettersOf(at, person)}
        usage={await usageOf(at, person)}
        consents={await consentsOf(at, person)}
        panels={await Promise.all(ports.panels.map((panel) => panel(asked, person)))}
        ways={ways}
        done={said[input.ok ?? '']}
      />,
    )
  })

const dataRoutes: Route[] = [
  get('/:organisation/konto/angaben', { ...mine, collects: true }, (asked) => detailsPage(asked, blank)),
  post(
    '/:organisation/konto/angaben',
    {
      ...mine,
      collects: true,
      input: details,
      again: (asked, problems) => detailsPage(asked, filledWith(asked.input, problems)),
    },
    async (asked) => {
      const { version, ...given } = asked.input
      await changeDetails(asked.at, await ownAccount(asked.at), given, version)
      return see(`${asked.href('/konto')}?ok=gespeichert`)
    },
  ),

  get('/:organisation/konto/bank', { ...mine, collects: true }, (asked) => bankPage(asked, blank)),
  post(
    '/:organisation/konto/bank',
    {
      ...mine,
      collects: true,
      input: bank,
      again: (asked, problems) => bankPage(asked, filledWith(asked.input, problems)),
    },
    async (asked) => {
      const { version, ...given } = asked.input
      await changeBank(asked.at, await ownAccount(asked.at), given, version)
      return see(`${asked.href('/konto')}?ok=gespeichert`)
    },
  ),
  post('/:organisation/konto/bank/entfernen', { ...mine, input: z.object(versioned) }, async (asked) => {
    await changeBank(asked.at, await ownAccount(asked.at), undefined, asked.input.version)
    return see(`${asked.href('/konto')}?ok=gespeichert`)
  }),

  get('/:organisation/konto/mail', { ...mine, collects: true }, (asked) => mailPage(asked, blank)),
  post(
    '/:organisation/konto/mail',
    {
      ...mine,
      collects: true,
      rate: 'sign-in',
      input: newAddress,
      again: (asked, problems) => mailPage(asked, filledWith(asked.input, problems)),
    },
    async (asked) => {
      const right = await evenly(async () => requestMail(asked.at, asked, await ownAccount(asked.at), asked.input))
      if (!right) return mailPage(asked, filledWith({ mail: asked.input.mail }, { password: 'password-wrong' }))
      return see(`${asked.href('/konto')}?ok=mail`)
    },
  ),
]

const safetyRoutes: Route[] = [
  get('/:organisation/konto/sicherheit', { ...mine, collects: true, input: done }, (asked) =>
    securityPage(asked, blank, asked.input.ok),
  ),
  post(
    '/:organisation/konto/sicherheit',
    {
      ...mine,
      collects: true,
      rate: 'sign-in',
      input: passwords,
      again: (asked, problems) => securityPage(asked, { raw: {}, problems }),
    },
    async (asked) => {
      const row = await ownAccount(asked.at)
      const { name, mail } = await masterOf(asked.at, row)
      const problem = passwordProblem(asked.input.fresh, [name, mail])
      if (problem) return securityPage(asked, { raw: {}, problems: { fresh: problem } })
      const changed = await changePassword(asked.at, asked, row, { ...asked.input, session: asked.session ?? '' })
      if (!changed) return securityPage(asked, { raw: {}, problems: { old: 'password-wrong' } })
      return see(`${asked.href('/konto/sicherheit')}?ok=passwort`)
    },
  ),
  post('/:organisation/konto/sitzungen', { ...mine, input: which }, async (asked) => {
    const { sitzung } = asked.input
    const person = personOf(asked.at)
    const ended = { clear: true, of: 'customer' } as const
    if (sitzung === 'alle') await endSessions(asked.at, person)
    else await endSession(asked.at, person, sitzung)
    if (sitzung === 'alle') return see(`${asked.href('/konto/anmelden')}?ok=ueberall`, ended)
    if (sitzung === asked.session) return see(`${asked.href('/konto/anmelden')}?ok=abgemeldet`, ended)
    return see(`${asked.href('/konto/sicherheit')}?ok=beendet`)
  }),
  post('/:organisation/konto/abmelden', mine, async (asked) => {
    await endSession(asked.at, personOf(asked.at), asked.session ?? '')
    return see(`${asked.href('/konto/anmelden')}?ok=abgemeldet`, { clear: true, of: 'customer' })
  }),

  get('/:organisation/konto/schliessen', { ...mine, collects: true }, (asked) => closePage(asked, blank)),
  post(
    '/:organisation/konto/schliessen',
    {
      ...mine,
      collects: true,
      rate: 'sign-in',
      input: closing,
      again: (asked, problems) => closePage(asked, { raw: {}, problems }),
    },
    async (asked) => {
      const { at, input } = asked
      const row = await ownAccount(at)
      if (!(await ownFits(asked.at, row, input.password)))
        return closePage(asked, { raw: {}, problems: { password: 'password-wrong' } })
      await closeAccount(at, await endContract(at, row.id, { on: todayOf(at), by: 'customer' }))
      return see(`${asked.href('/konto/anmelden')}?ok=geschlossen`, { clear: true, of: 'customer' })
    },
  ),
]

/** The account itself: everything seen in one place, and each part changed on a page of its own. */
export const accountRoutes = (ports: Ports): Route[] => [overview(ports), ...dataRoutes, ...safetyRoutes]
