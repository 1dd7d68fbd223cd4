import { Readable } from 'node:stream'
import { z } from 'zod'
import { tableNamed } from '#platform/data/table.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { type Asked, file, get, page, post, type Reply, see } from '#platform/http/route.ts'
import type { Permission } from '#platform/http/permission.ts'
import type { Language } from '#platform/text/language.ts'
import { overseeing, proving } from '../data.ts'
import { leftOver } from '../erasure/left-over.ts'
import { today } from '../erasure/statements.ts'
import { nameOf } from '../notice/periods.ts'
import { declarations, noticeFacts } from '../notice/versions.ts'
import { mayOversee, mayReadRules } from '../permissions.ts'
import { rulesOf } from '../register.ts'
import { classRows, matrixOf } from './classes.ts'
import { countHolds, type Hold, type HoldFilter, holdOf, listHolds } from './held.ts'
import { holdable, releaseHold, setHold } from './holds.ts'
import { classesCsv, classesPdf } from './paper.ts'
import { retentionPaths as paths } from './paths.ts'
import { HoldsScreen, ReleaseScreen } from './screens/holds.tsx'
import { PeriodsScreen } from './screens/periods.tsx'
import { retentionTexts } from './texts.ts'

/** Setting and ending holds decides whether data are erased: for those who answer for data protection. */
export const mayHold: Permission = {
  permission: 'privacy.hold',
  roles: ['main-administrator', 'data-protection'],
  why: { de: 'Löschsperren setzen und aufheben', en: 'Set and release holds' },
}

type Any = Asked<string, Record<string, unknown>>
const frameOf = ({ language, href, path, staffFrame, at }: Any) => ({
  frame: staffFrame(),
  language,
  href,
  path,
  zone: at.organisation.zone,
})
const kindName = (language: Language) => (name: string) => {
  const table = tableNamed(name)
  return (table && nameOf(table, language, declarations())) || name
}
const reading = { who: mayReadRules, purpose: overseeing } as const
const holding = { who: mayHold, purpose: proving } as const

const ruleRoutes = [
  get(`/:organisation${paths.periods}`, reading, async (asked) => {
    const { at, language } = asked
    const [facts, told] = [await noticeFacts(at), declarations()]
    const parts = frameOf(asked)
    const oversees = parts.frame.roles?.some((role) => mayOversee.roles.includes(role)) ?? false
    return page(
      <PeriodsScreen
        {...parts}
        now={at.now}
        rules={rulesOf(facts, told, language)}
        matrix={matrixOf(facts, told, language)}
        rows={classRows(told, language)}
        left={oversees ? await leftOver(at, { withGrace: true }) : undefined}
        kind={kindName(language)}
      />,
    )
  }),
  get(`/:organisation${paths.pdf}`, reading, async ({ at, language }) => {
    const [facts, told] = [await noticeFacts(at), declarations()]
    const paper = classesPdf(language, {
      organisation: at.organisation.name,
      zone: at.organisation.zone,
      now: at.now,
      matrix: matrixOf(facts, told, language),
      rows: classRows(told, language),
    })
    return file(Readable.toWeb(paper) as ReadableStream<Uint8Array>, 'application/pdf', { name: 'loeschklassen.pdf' })
  }),
  get(`/:organisation${paths.csv}`, reading, async ({ language }) =>
    file(classesCsv(language, classRows(declarations(), language)), 'text/csv; charset=utf-8', {
      name: 'loeschklassen.csv',
    }),
  ),
]

type Form = { readonly values: Readonly<Record<string, string>>; readonly errors: Readonly<Record<string, string>> }

async function holdsPage(asked: Any, form: Form, said?: string, given: Chosen = {}): Promise<Reply> {
  const { at, language } = asked
  const { seite, ...filter } = given
  const counts = await countHolds(at)
  return page(
    <HoldsScreen
      {...frameOf(asked)}
      path={paths.holds}
      kinds={kindsIn(language)}
      counts={counts}
      filter={filter}
      list={await listHolds(at, filter, seite)}
      today={today(at)}
      {...form}
      said={said}
    />,
    Object.keys(form.errors).length > 0 ? 422 : 200,
  )
}

const kindsIn = (language: Language) =>
  holdable()
    .map(({ name }) => ({ value: name, label: kindName(language)(name) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))

const fieldOf = {
  'privacy.hold-kind': 'art',
  'privacy.hold-nothing': 'kennung',
  'privacy.hold-reason': 'grund',
  'privacy.hold-until': 'bis',
} as const

type Chosen = HoldFilter & { readonly seite?: number | undefined }
const chosen = {
  table: z.string().max(60).optional().catch(undefined),
  keptBy: z.string().max(60).optional().catch(undefined),
  reason: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional()
    .catch(undefined),
  shown: z.enum(['in-force', 'ended', 'all']).optional().catch(undefined),
  seite: z.coerce.number().int().min(1).max(100_000).optional().catch(undefined),
}
const asText = z.string().max(600).default('')
const holdInput = z.object({ art: asText, kennung: asText, grund: asText, bis: asText })

/** The hold of an address, which somebody may end by hand. @throws Refusal privacy.no-such-hold, privacy.hold-kept */
async function releasable({ at, params }: Any): Promise<Hold> {
  const id = z.uuid().safeParse(params['id'])
  const hold = id.success ? await holdOf(at, id.data) : undefined
  if (!hold) throw refuse('privacy.no-such-hold', 'not-found')
  if (hold.keptBy !== null) throw refuse('privacy.hold-kept', 'locked')
  return hold
}

const holdRoutes = [
  get(
    `/:organisation${paths.holds}`,
    {
      ...holding,
      input: z.object({ ...chosen, art: asText, kennung: asText, gespeichert: asText, geloescht: asText }),
    },
    async (asked) => {
      const { art, kennung, gespeichert, geloescht, ...given } = asked.input
      const t = retentionTexts(asked.language)
      const said = gespeichert ? t.saved : /^\d{1,9}$/.test(geloescht) ? t.released(Number(geloescht)) : undefined
      return holdsPage(asked, { values: { art, kennung }, errors: {} }, said, given)
    },
  ),
  post(`/:organisation${paths.holds}`, { ...holding, input: holdInput }, async (asked) => {
    const { art, kennung, grund, bis } = asked.input
    try {
      await setHold(asked.at, { table: art, id: kennung.trim().toLowerCase(), reason: grund, until: bis })
    } catch (error) {
      const field = isRefusal(error) && fieldOf[error.code as keyof typeof fieldOf]
      if (!isRefusal(error) || !field) throw error
      const message = retentionTexts(asked.language).problems[error.code as keyof typeof fieldOf]
      return holdsPage(asked, { values: asked.input, errors: { [field]: message } })
    }
    return see(`${asked.href(paths.holds)}?gespeichert=ja`)
  }),
  get(`/:organisation${paths.release(':id')}`, holding, async (asked) => {
    const hold = await releasable(asked)
    if (!hold.inForce) throw refuse('privacy.hold-ended', 'gone')
    return page(<ReleaseScreen {...frameOf(asked)} kinds={kindsIn(asked.language)} hold={hold} />)
  }),
  post(`/:organisation${paths.release(':id')}`, holding, async (asked) => {
    const { erased } = await releaseHold(asked.at, (await releasable(asked)).id)
    return see(`${asked.href(paths.holds)}?geloescht=${erased}`)
  }),
]

export const retentionRoutes = [...ruleRoutes, ...holdRoutes]
