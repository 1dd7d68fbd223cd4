import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { mailAddress, whole } from '#platform/http/fields.ts'
import { file, get, page, post, see, type Route } from '#platform/http/route.ts'
import { informing } from '#privacy'
import { currentOrganisation, readLogo, removeLogo, saveLogo, saveOrganisation } from '../actions/organisation.ts'
import { isOperator } from '../actions/set-up.ts'
import { administering } from '../data.ts'
import type { Ports } from '../ports.ts'
import { mayManageOrganisation } from '../roles.ts'
import { LARGEST_LOGO } from '../rules/image.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { labelsOf, OrganisationPage, type Conflict } from '../screens/organisation.tsx'
import { words } from '../texts.ts'
import { accent, block, line, region, someLanguages, zone } from './facts.ts'
import { staffOf, type Framed } from './framed.ts'

const PATH = '/:organisation/team/einrichtung/organisation'
const done = z.object({ ok: z.string().optional() })
const edited = {
  name: line(200, true),
  short_name: line(60, true),
  // the imprint must name both (§ 5 DDG)
  address: block(500, true),
  contact_mail: mailAddress({ required: true }),
  contact_phone: line(60),
  represented_by: line(200),
  imprint_extra: block(4_000),
  officer_name: line(200),
  officer_contact: block(500),
  authority_name: line(200),
  authority_contact: block(500),
  accent,
  languages: someLanguages,
  zone,
  holiday_region: region,
}
const edit = z.object({ ...edited, version: whole(1, 999_999_999) })
const picture = z.object({ logo: z.instanceof(File).optional() })

export function organisationRoutes(ports: Ports): Route[] {
  const rules = { who: mayManageOrganisation, purpose: administering } as const
  const show = async (
    asked: Framed & { at: Scope<string> },
    filled: Filled,
    about: { ok?: string | undefined; conflict?: Conflict } = {},
  ) => {
    const t = words(asked.language)
    const said: Record<string, string> = {
      gespeichert: t.saved,
      logo: t.organisation.logoSaved,
      ohne: t.organisation.logoRemoved,
    }
    const wrong = Object.keys(filled.problems).length > 0
    return page(
      <OrganisationPage
        {...staffOf(asked)}
        current={await currentOrganisation(asked.at)}
        filled={filled}
        conflict={about.conflict}
        done={said[about.ok ?? '']}
        isOperator={await isOperator(asked.at, ports.house())}
      />,
      about.conflict ? 409 : wrong ? 422 : 200,
    )
  }
  return [
    get(PATH, { ...rules, input: done }, (asked) => show(asked, blank, { ok: asked.input.ok })),

    post(
      PATH,
      { ...rules, input: edit, again: (asked, problems) => show(asked, { raw: asked.input, problems }) },
      async (asked) => {
        const { version, ...changed } = asked.input
        const other = await saveOrganisation(asked.at, ports.house(), version, changed)
        if (!other) return see(`${asked.href('/team/einrichtung/organisation')}?ok=gespeichert`)
        const raw = { ...changed, languages: changed.languages.join(',') }
        return show(asked, { raw, problems: {} }, { conflict: conflictOf(asked, other, raw) })
      },
    ),

    post(`${PATH}/logo`, { ...rules, input: picture, maxBody: LARGEST_LOGO + 20_000 }, async (asked) => {
      const { logo } = asked.input
      if (!logo || logo.size === 0) throw refuse('accounts.logo-type', 'invalid')
      await saveLogo(asked.at, ports.house(), new Uint8Array(await logo.arrayBuffer()))
      return see(`${asked.href('/team/einrichtung/organisation')}?ok=logo`)
    }),

    post(`${PATH}/logo/entfernen`, rules, async (asked) => {
      await removeLogo(asked.at, ports.house())
      return see(`${asked.href('/team/einrichtung/organisation')}?ok=ohne`)
    }),

    get('/:organisation/logo/:blob', { who: 'anyone', purpose: informing }, async (asked) => {
      const { bytes, type } = await readLogo(asked.at, ports.house(), asked.params['blob'] ?? '')
      return file(bytes, type, { cache: 'public, max-age=31536000, immutable' }) // another picture has another address
    }),
  ]
}

/** The fields that stand otherwise now than in the form that was sent. */
function conflictOf(asked: Framed, other: Organisation, raw: Readonly<Record<string, string>>): Conflict {
  const labels = labelsOf(words(asked.language).organisation)
  const now = (name: string): string => {
    const value = (other as unknown as Record<string, unknown>)[name]
    return Array.isArray(value) ? value.join(',') : String(value ?? '')
  }
  return {
    changed: Object.entries(labels)
      .filter(([name]) => now(name) !== raw[name])
      .map(([name, label]) => ({ label, now: now(name) })),
  }
}
