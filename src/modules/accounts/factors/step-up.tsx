import { inScope, type House, type Scope } from '#platform/data/scope.ts'
import type { Held, HoldBack } from '#platform/http/hold-back.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { page, see, type Reply } from '#platform/http/route.ts'
import { signingIn } from '../data.ts'
import { operatorOf } from '../elsewhere.ts'
import { safeTarget } from '../rules/target.ts'
import { offerToAnswer } from './passkeys.ts'
import { isConfirmed } from './rules.ts'
import { ConfirmPage, type ConfirmProps } from './screens/confirm.tsx'
import { confirmSession, prove } from './second-step.ts'
import { standingOf } from './standing.ts'

/** The fields by which somebody confirms that it is them, beside those of the form that asked for it. */
export const confirming = ['bestaetigung_passwort', 'bestaetigung_code', 'bestaetigung_antwort'] as const

// longer than what the largest form becomes when it is sealed
const LONGEST_KEPT = 1_000_000
const textOf = (value: unknown, most = 20_000): string => (typeof value === 'string' ? value.slice(0, most) : '')

/** A route is held back while the session owes a second factor, was used elsewhere, or has to confirm a dangerous act. */
export const holdBack =
  (house: House): HoldBack =>
  async (held) => {
    const { route, identity, href, path, query } = held
    const { rules } = route
    const onwards = `?ziel=${encodeURIComponent(wanted(held))}`
    if (identity.lacks === 'moved') return see(`${href('/team/anmelden')}?ok=anderswo`, { clear: true })
    if (identity.lacks === 'second-step' && !rules.half)
      return see(`${href('/team/anmelden/zweiter-schritt')}${onwards}`)
    if (identity.lacks === 'second-factor' && typeof rules.who !== 'string')
      return see(`${href('/team/ich/sicherheit')}?ok=noetig`)
    if (!rules.stepUp) return undefined
    await takeBack(house, held)
    const shown = shownIn(held)
    if (isConfirmed(identity.confirmed, house.clock.now())) return undefined
    if (!shown) return ask(house, held, undefined)
    const outcome = await confirm(house, held, shown)
    if (outcome === 'right') return undefined
    return ask(house, held, outcome)

    function wanted({ fields }: Held): string {
      return safeTarget(textOf(fields['ziel'])) ?? (route.method === 'get' ? `${path}${query}` : '/team')
    }
  }

/** Takes the confirmation out of the fields: no route knows of it. */
function shownIn({ fields }: Held): Record<(typeof confirming)[number], string> | undefined {
  const shown = Object.fromEntries(confirming.map((name) => [name, textOf(fields[name])]))
  for (const name of confirming) delete fields[name]
  return Object.values(shown).some((value) => value !== '') ? (shown as ReturnType<typeof shownIn>) : undefined
}

const scopeOf = async (house: House, account: string) =>
  ({ organisation: await operatorOf(house), actor: { kind: 'account', account }, purpose: signingIn }) as const

async function confirm(
  house: House,
  { identity, network, agent }: Held,
  shown: NonNullable<ReturnType<typeof shownIn>>,
): Promise<'right' | 'wrong' | { readonly wait: number }> {
  return inScope(house, await scopeOf(house, identity.account), async (there) => {
    const given = {
      answer: shown.bestaetigung_antwort,
      code: shown.bestaetigung_code,
      password: shown.bestaetigung_passwort,
    }
    const visit = { browser: agent.browser, system: agent.os, network }
    const proof = await prove(there, house, identity.account, given, visit)
    if (proof.is === 'wait') return { wait: proof.seconds }
    if (proof.is === 'wrong') return 'wrong'
    await confirmSession(there, identity.session, proof.by === 'factor' ? 'two' : undefined)
    return 'right'
  })
}

type Fields = readonly (readonly [name: string, value: string])[]

// What was entered goes along sealed, bound to session and form: a password among it stands readable in no page.
const BEHIND = 'bestaetigung_behalten'
const keptIn = ({ identity, path }: Held): string => `kept for ${identity.session} ${path}`

async function putAside(there: Scope<string>, held: Held, entered: Fields): Promise<Fields> {
  if (entered.length === 0) return []
  const key = await there.keys.organisationFor('kept fields')
  return [[BEHIND, encrypt(key, Buffer.from(JSON.stringify(entered)), keptIn(held)).toString('base64url')]]
}

/** Puts the fields back that the page was given to keep; what does not open was kept for another session or form. */
async function takeBack(house: House, held: Held): Promise<void> {
  const box = textOf(held.fields[BEHIND], LONGEST_KEPT)
  delete held.fields[BEHIND]
  if (box === '') return
  const key = await inScope(house, { ...(await scopeOf(house, held.identity.account)), readOnly: true }, (there) =>
    there.keys.organisationFor('kept fields'),
  )
  const entered = opened(key, Buffer.from(box, 'base64url'), keptIn(held))
  for (const name of new Set(entered.map(([one]) => one))) {
    const values = entered.flatMap(([one, value]) => (one === name ? [value] : []))
    held.fields[name] = values.length === 1 ? (values[0] ?? '') : values
  }
}

function opened(key: Buffer, box: Buffer, context: string): Fields {
  try {
    return JSON.parse(decrypt(key, box, context).toString()) as Fields
  } catch {
    return []
  }
}

/** The page that asks for it, with everything that was entered, so that nothing has to be typed again. */
async function ask(house: House, held: Held, says: ConfirmProps['says']): Promise<Reply> {
  const { route, identity, organisation, language, href, path, query, fields } = held
  const isGet = route.method === 'get'
  const entered = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' ? [[name, one] as const] : [])),
  )
  const known = await inScope(house, { ...(await scopeOf(house, identity.account)), readOnly: true }, async (there) => {
    const standing = await standingOf(there, identity.account)
    const offer = standing.passkeys.length > 0 ? await offerToAnswer(there, house, identity.account) : undefined
    const kept = isGet ? ([['ziel', `${path}${query}`]] as const) : await putAside(there, held, entered)
    return { offer, codes: standing.app !== undefined, kept }
  })
  const body = (
    <ConfirmPage
      frame={held.frame('accounts/passkey.js')}
      organisation={organisation}
      language={language}
      href={href}
      action={isGet ? href('/team/bestaetigen') : href(path)}
      kept={known.kept}
      files={Object.values(fields).some((value) => value instanceof File && value.size > 0)}
      codes={known.codes}
      offer={known.offer}
      says={says}
    />
  )
  return page(body, says === undefined ? 403 : typeof says === 'object' ? 429 : 422)
}
