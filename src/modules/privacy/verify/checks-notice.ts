import { sql } from 'kysely'
import { ConfigError, readConfig } from '#platform/config/config.ts'
import { languages } from '#platform/text/language.ts'
import { allActivities } from '#platform/data/activity.ts'
import { raw } from '../ledger/rows.ts'
import { difference } from '../notice/difference.ts'
import { written } from '../notice/notice.ts'
import {
  currentNotice,
  declarations,
  noticeFacts,
  publish,
  publishedNotice,
  publishedVersions,
} from '../notice/versions.ts'
import { cdnFrom, cdnSettings, recipients } from '../recipients.ts'
import { privacyTexts } from '../texts.ts'
import { broken, kept, notYet, SCRATCH, type Check, type Probe } from './probe.ts'
import { textOf } from './visitor.ts'

async function pageOf(
  { ask }: Probe,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; html: string }> {
  const response = await ask(path, { headers: { host: 'localhost', ...headers } })
  return { status: response.status, html: await response.text() }
}

const controllerProcessor: Check = async (probe) => {
  const { organisation, neighbour, operator } = probe
  for (const one of [organisation, neighbour]) {
    for (const prefix of ['', '/en']) {
      const { status, html } = await pageOf(probe, `${prefix}/${one.slug}/datenschutz`)
      const text = textOf(html)
      const other = one === organisation ? neighbour : organisation
      const wanted = [one.name, one.officer_name, operator.name, operator.officer_name].filter((name) => name !== '')
      const missing = wanted.filter((name) => !text.includes(name))
      if (status !== 200 || missing.length > 0)
        return broken(`the notice of ${one.slug} (${status}) does not name: ${missing.join(', ')}`)
      if (text.includes(other.name)) return broken(`the notice of ${one.slug} names ${other.slug}`)
    }
  }
  if (operator.officer_name === '') {
    const all = await probe.house.directory.all()
    const set = all.some(({ id, slug }) => id !== operator.id && !slug.startsWith(SCRATCH))
    if (!set) return notYet('the installation is not set up yet')
    return broken('the operator has not named its data protection officer (settings of the operator)')
  }
  return kept('the notices of two organisations, in two languages, name controller, operator and both officers')
}

const layered: Check = async (probe) => {
  const { html } = await pageOf(probe, `/${probe.organisation.slug}/datenschutz`)
  const { glance, parts } = await probe.within(probe.organisation, async (at) => (await currentNotice(at, 'de')).notice)
  const text = textOf(html)
  const places = [...glance, ...parts.map(({ title }) => title)].map((sentence) => text.indexOf(textOf(sentence)))
  if (places.includes(-1)) return broken('a sentence of the notice is not on its page')
  const last = Math.max(...places.slice(0, glance.length))
  const full = text.lastIndexOf(textOf(parts.at(-1)?.title ?? ''))
  return glance.length > 0 && last < full
    ? kept(`${glance.length} sentences at a glance stand before ${parts.length} parts in full`)
    : broken('the short notice does not stand before the full one')
}

/** A changed fact of the organisation must show as a new version with a difference; the old one stays readable. */
const versioned: Check = async ({ within, organisation, scratch }) => {
  const before = await within(organisation, async (at) => {
    const current = await currentNotice(at, 'de')
    await publish(at, current)
    await sql`update organisations set officer_contact = 'neu@pruef.invalid', version = version + 1`.execute(raw(at))
    return current
  })
  scratch.directory.refresh()
  scratch.clock.advance({ minutes: 1 })
  const changed = (await scratch.directory.byId(organisation.id)) ?? organisation
  return within(changed, async (at) => {
    const after = await currentNotice(at, 'de')
    await publish(at, after)
    const versions = await publishedVersions(at, 'de')
    const old = await publishedNotice(at, 'de', before.version)
    const found = old ? difference(old.notice, after.notice) : []
    return after.version !== before.version && versions.length >= 2 && found.length > 0
      ? kept(
          `a changed fact made version ${after.version} of ${before.version}, ${found.length} differences shown, both readable`,
        )
      : broken('a changed fact made no new version with a difference')
  })
}

const noProfiling: Check = async () => {
  const activities = allActivities()
  const telling = /profil|scoring|bewertung (der|ihrer) person|automatisierte entscheidung|automated decision/i
  const found = activities.filter(({ name, why }) => telling.test(`${name} ${why.de} ${why.en}`))
  return found.length === 0
    ? kept(`none of ${activities.length} declared activities profiles or decides automatically`)
    : broken(`declared: ${found.map(({ name }) => name).join(', ')}`)
}

export type Opened = { readonly status: number; readonly html: string }
/** Opens a page before the system that is checked; headers may carry a lent session. */
export type Opening = (path: string, headers?: Record<string, string>) => Promise<Opened>

/** How a form is reached that needs more than the organisation's address: given by the module that has it. */
export type Forms = Readonly<Record<string, (probe: Probe, open: Opening) => Promise<Opened>>>

const PARAMETER = /:[a-zA-Z]+(?:\{[^}]*\})?/g

/** The page's forms that lead to a route: what stands between their tags. */
function formsTo(html: string, path: string): string[] {
  const leads = new RegExp(`^(?:/en)?${path.replaceAll(PARAMETER, '[^/?]+')}(?:\\?.*)?$`)
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag = '', inside = '']) => {
    const action = / action="([^"]*)"/.exec(tag)?.[1]
    return action === undefined || leads.test(action) ? [inside] : []
  })
}

/** Whether a form says above its button what becomes of the data, with the way to the whole notice. */
export function saysWhy(form: string): boolean {
  const collection = form.indexOf('<div class="collection">')
  const button = form.lastIndexOf('<button')
  return collection >= 0 && collection < button && /href="[^"]*\/datenschutz"/.test(form.slice(collection, button))
}

/** optigem/just-in-time-notice: every page that collects data is asked for, and read. */
export const justInTime =
  (forms: Forms): Check =>
  async (probe) => {
    const collecting = probe.routes.filter(({ rules }) => rules.collects)
    if (collecting.length === 0) return notYet('no form collects data')
    const open: Opening = (path, headers) => pageOf(probe, path, headers)
    const unseen: string[] = []
    const paths = new Set(collecting.map((route) => route.path))
    for (const path of paths) {
      const simple = path.replace('/:organisation', `/${probe.organisation.slug}`)
      const reach = forms[path] ?? (simple.includes('/:') ? undefined : () => open(simple))
      const { status, html } = reach ? await reach(probe, open) : { status: 0, html: '' }
      const found = formsTo(html, path)
      if (status !== 200 || found.length === 0) unseen.push(reach ? `${path} (${status})` : path)
      else if (!found.every(saysWhy)) return broken(`${path} asks for data without saying why above its button`)
    }
    return unseen.length > 0
      ? notYet(`not reached: ${unseen.join(', ')}`)
      : kept(`${paths.size} forms say above their button why, how long, to whom, with a link to the notice`)
  }

const cdnInEnvironment = {
  BELEGT_CDN_NAME: 'Prüfnetz SE',
  BELEGT_CDN_PLACE: 'Prüfallee 9, Prüfhafen',
  BELEGT_CDN_CONTRACT: 'Prüfvertrag 17',
  BELEGT_CDN_THIRD_COUNTRY: 'Prüfland',
  BELEGT_CDN_SAFEGUARD: 'Prüfklauseln',
}
const cdnOf = (environment: Record<string, string>) =>
  cdnFrom(readConfig({ privacy: cdnSettings }, environment).privacy)

/** smartcx/cdn-option: a CDN that is configured is added to the notice, with what binds it; a configured one is there now. */
const cdnInNotice: Check = async (probe) => {
  const cdn = cdnOf(cdnInEnvironment)
  const words = ['BELEGT_CDN_NAME', 'BELEGT_CDN_PLACE', 'BELEGT_CDN_THIRD_COUNTRY', 'BELEGT_CDN_SAFEGUARD'] as const
  const facts = await probe.within(probe.organisation, noticeFacts)
  for (const language of languages) {
    const told = (added: typeof cdn) =>
      JSON.stringify(written({ ...facts, recipients: [...facts.recipients, ...added] }, declarations(), language))
    const missing = words.filter((word) => !told(cdn).includes(cdnInEnvironment[word]))
    if (missing.length > 0) return broken(`the notice (${language}) does not say ${missing.join(', ')} of a CDN`)
    if (told([]).includes(cdnInEnvironment.BELEGT_CDN_NAME)) return broken('the notice names a CDN nobody configured')
  }
  const { BELEGT_CDN_CONTRACT: _left, ...unbound } = cdnInEnvironment
  try {
    cdnOf(unbound)
    return broken('a CDN without a contract is taken')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
  }
  const living = recipients().filter(({ everything }) => everything)
  const { html } = await pageOf(probe, `/${probe.organisation.slug}/datenschutz`)
  const unnamed = living.find(({ name }) => !textOf(html).includes(name))
  return unnamed
    ? broken(`${unnamed.name} receives every request and is not named in the notice`)
    : kept(`a configured CDN is added to the notice with its country and safeguard (${living.length} configured here)`)
}

/** cxomni/imprint: who is behind the pages, and that they want no advertising; reached from the first page. */
const imprint: Check = async (probe) => {
  for (const language of languages) {
    const t = privacyTexts(language).imprint
    for (const one of [probe.organisation, probe.neighbour]) {
      const home = `${language === 'en' ? '/en' : ''}/${one.slug}`
      if (!(await pageOf(probe, home)).html.includes(`href="${home}/impressum"`))
        return broken(`the first page of ${one.slug} does not lead to the imprint`)
      const { status, html } = await pageOf(probe, `${home}/impressum`)
      const text = textOf(html)
      const wanted = [one.name, one.address, one.represented_by, one.contact_mail, t.adsTitle, t.ads]
      const missing = wanted.filter((words) => !text.includes(words))
      if (status !== 200 || missing.length > 0)
        return broken(`the imprint of ${one.slug} (${status}, ${language}) lacks: ${missing.join(', ')}`)
    }
  }
  const all = (await probe.house.directory.all()).filter(({ slug }) => !slug.startsWith(SCRATCH))
  const nameless = all.filter(({ id, address }) => id !== probe.operator.id && address.trim() === '')
  return nameless.length > 0
    ? broken(
        `without an address in the imprint: ${nameless.map(({ slug }) => slug).join(', ')} (settings of the organisation)`,
      )
    : kept('name, address, representatives, mail and the objection to unsolicited advertising, in two languages')
}

export const noticeChecks = {
  'smartcx/controller-processor': controllerProcessor,
  'smartcx/layered-notice': layered,
  'osseno/versioned-notice': versioned,
  'smartcx/cdn-option': cdnInNotice,
  'cxomni/imprint': imprint,
  'optigem/no-profiling': noProfiling,
} as const
