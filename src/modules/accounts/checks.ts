import { randomUUID } from 'node:crypto'
import { broken, kept, ownPage, visitor, type Asking, type Check, type Checks, type Forms, type Probe } from '#privacy'
import { newReset } from './actions/resets.ts'
import { lastMain } from './life/checks.ts'
import { makeInvitation } from './life/invitations.ts'
import { db } from './data.ts'
import { lend, type Lent } from './lend.ts'
import {
  askedOf,
  HERE,
  matrixOf,
  placedVisitors,
  visitors,
  type Matrix,
  type MatrixLine,
  type Visitor,
} from './matrix.ts'
import { isRole } from './roles.ts'
import { words } from './texts.ts'
import { hashToken, newToken } from './tokens.ts'

/** A path with something in the place of each parameter; rights are judged before any of it is looked up. */
const filledIn = (path: string, slug: string): string =>
  path.replace(':organisation', slug).replaceAll(/:[a-zA-Z]+(?:\{[^}]*\})?/g, HERE)

/** The sentences of refusals by rights; other refusals with 403 are the handler's and come after being let in. */
const RIGHTS =
  /Bitte melden Sie sich zuerst|Sie gehören dieser Organisation nicht an|Ihre Rolle erlaubt das nicht|Ihr Recht gilt an diesem Ort nicht/

/** What became of a visitor: led to the sign-in, refused, or let in to whatever came then. */
type Fate = 'sign-in' | 'refused' | 'in'

async function fateOf(
  ask: Asking,
  line: MatrixLine,
  slug: string,
  headers: Readonly<Record<string, string>>,
): Promise<Fate> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await ask(
    filledIn(line.path, slug),
    line.method === 'post' ? { method: 'POST', headers: { ...headers, ...form }, body: '' } : { headers },
  )
  const live = response.headers.get('content-type')?.includes('event-stream') ?? false
  const text = live ? '' : await response.text()
  if (live) await response.body?.cancel()
  if (response.status === 429 || response.status >= 500)
    throw new Error(`${line.method} ${line.path} answers ${response.status}`)
  const location = response.headers.get('location') ?? ''
  if (response.status === 303 && /\/(team|konto)\/anmelden\?ziel=/.test(location)) return 'sign-in'
  return response.status === 403 && RIGHTS.test(text) ? 'refused' : 'in'
}

/** What closes the visitor's own account is asked last: afterwards nobody is let in anywhere. */
const inOrder = (matrix: Matrix): Matrix => {
  const closes = ({ path }: MatrixLine) => Number(path.endsWith('/team/ich/daten/schliessen'))
  return matrix.toSorted((a, b) => closes(a) - closes(b))
}

/**
 * Sends every line as every visitor and compares what the application does with what is declared.
 * @param headersOf a visitor's headers; asked anew for each request, since signing out is a route too
 * @returns what differs, a line each; empty when all is as declared
 */
export async function matrixDifferences(
  ask: Asking,
  matrix: Matrix,
  slug: string,
  headersOf: (visitor: Visitor) => Promise<Readonly<Record<string, string>>>,
): Promise<string[]> {
  const differences: string[] = []
  for (const line of inOrder(matrix)) {
    for (const [visitor, admitted] of askedOf(line)) {
      const fate = await fateOf(ask, line, slug, await headersOf(visitor))
      if ((fate === 'in') !== admitted)
        differences.push(`${line.method} ${line.path} as ${visitor}: ${fate}, declared ${admitted ? 'in' : 'out'}`)
    }
  }
  return differences
}

/** Members of every role and with rights at one place, one inside the other, so that each is given back. */
async function withEveryRole<T>(
  probe: Probe,
  work: (lent: ReadonlyMap<Visitor, Lent>) => Promise<T>,
  lent: ReadonlyMap<Visitor, Lent> = new Map(),
): Promise<T> {
  const visitor = visitors.filter((one) => one !== 'nobody' && one !== 'elsewhere')[lent.size]
  if (visitor === undefined) return work(lent)
  const deeper = (one: Lent) => withEveryRole(probe, work, new Map([...lent, [visitor, one]]))
  if (isRole(visitor)) return lend(probe, probe.organisation, visitor, deeper)
  const beside = { as: visitor, further: [placedVisitors[visitor]] }
  return lend(probe, probe.organisation, 'by-place', deeper, beside)
}

/** optigem/roles: every route is asked as nobody, as a member of another organisation, in every role and with rights at one place. */
const access: Check = (probe) =>
  lend(probe, probe.neighbour, 'main-administrator', (stranger) =>
    withEveryRole(probe, async (lent) => {
      const matrix = matrixOf(probe.routes)
      const headersOf = async (visitor: Visitor) => {
        probe.scratch.clock.advance({ seconds: 3 }) // within the limits per network, which are checked elsewhere
        if (visitor === 'nobody') return ownPage
        return (await (visitor === 'elsewhere' ? stranger : lent.get(visitor))?.signedIn()) ?? ownPage
      }
      const differences = await matrixDifferences(probe.ask, matrix, probe.organisation.slug, headersOf)
      const asked = matrix.flatMap(askedOf).length
      return differences.length === 0
        ? kept(
            `${asked} requests: ${matrix.length} routes as nobody, as somebody from elsewhere, in every role and at single places`,
          )
        : broken(`${differences.length} of ${asked} answers are not as declared: ${differences.slice(0, 5).join('; ')}`)
    }),
  )

/** cxomni/needs-cookies-message: who signs in with cookies off is told so, in both languages. */
const needsCookies: Check = (probe) =>
  lend(probe, probe.organisation, 'desk', async ({ mail, password }) => {
    for (const language of ['de', 'en'] as const) {
      const home = `${language === 'en' ? '/en' : ''}/${probe.organisation.slug}/team/anmelden`
      const guest = visitor(probe)
      if (!/cookie/i.test((await guest.open(home)).html))
        return broken('the sign-in page does not say that it sets a cookie')
      const sent = await guest.send(home, { mail, password })
      if (sent.status !== 303 || !sent.cookie)
        return broken(`signing in with the right password answers ${sent.status}`)
      // a browser that refused the cookie comes without it
      const back = await guest.open(sent.location)
      const said = await guest.open(back.location)
      if (!said.html.includes(words(language).signIn.cookiesOffTitle))
        return broken('who refused the cookie is not told why signing in did not work')
    }
    return kept('who signs in without cookies is told what is missing, in both languages; nothing else needs one')
  })

export const accountChecks: Checks = {
  'optigem/roles': access,
  'optigem/last-main-admin': lastMain,
  'cxomni/needs-cookies-message': needsCookies,
}

const inside = (path: string) => (probe: Probe, open: Parameters<Forms[string]>[1]) =>
  lend(probe, probe.organisation, 'main-administrator', async ({ signedIn }) =>
    open(`/${probe.organisation.slug}${path}`, await signedIn()),
  )

/** How the forms are reached that need a session or a link. */
export const accountForms: Forms = {
  '/:organisation/team/ich': inside('/team/ich'),
  '/:organisation/team/ich/sicherheit/passkey': inside('/team/ich/sicherheit'),
  '/:organisation/team/ich/mail': inside('/team/ich/mail'),
  '/:organisation/team/einrichtung/mitglieder': inside('/team/einrichtung/mitglieder'),
  '/:organisation/team/passwort/:token': (probe, open) =>
    lend(probe, probe.organisation, 'desk', async ({ account }) => {
      const { token } = await probe.within(probe.operator, (at) => newReset(at, account, 1))
      return open(`/${probe.organisation.slug}/team/passwort/${token}`)
    }),
  '/:organisation/team/einladung/:token': async (probe, open) => {
    const { slug, id } = probe.organisation
    const { token } = await probe.within(probe.organisation, (at) =>
      makeInvitation(at, probe.scratch, {
        name: 'Prüferin',
        mail: `einladung-${id}@pruef.invalid`,
        role: 'desk',
        language: 'de',
      }),
    )
    return open(`/${slug}/team/einladung/${token}`)
  },
  '/:organisation/team/einrichtung/organisationen': (probe, open) =>
    lend(probe, probe.operator, 'main-administrator', async ({ signedIn }) =>
      open(`/${probe.operator.slug}/team/einrichtung/organisationen`, await signedIn()),
    ),
  '/einrichten/:token': async (probe, open) => {
    // a link of its own: making one as the program does would end the one that an operator may just have in hand
    const [id, token] = [randomUUID(), newToken()]
    await probe.within(probe.operator, (at) =>
      db(at)
        .insertInto('set_up_links')
        .values({
          organisation_id: at.organisation.id,
          id,
          token_hash: hashToken(token),
          created_at: at.now,
          expires_at: at.now.add({ minutes: 1 }),
        })
        .execute(),
    )
    try {
      return await open(`/einrichten/${token}`)
    } finally {
      await probe.within(probe.operator, (at) => db(at).deleteFrom('set_up_links').where('id', '=', id).execute())
    }
  },
}
