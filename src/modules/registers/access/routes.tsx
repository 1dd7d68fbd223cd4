import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { type Asked, get, page, type Route } from '#platform/http/route.ts'
import type { Permission } from '#platform/http/permission.ts'
import { memberNames } from '#accounts'
import { mayReadRules, overseeing } from '#privacy'
import { watching } from '../data/index.ts'
import { accessNodes } from '../linked.ts'
import { paths } from '../pages.ts'
import { maySeeAccesses } from '../permissions.ts'
import type { Ports } from '../ports.ts'
import { screenOf } from '../screens.ts'
import { linkedReply } from '../sheets/linked.ts'
import { csvReply, pdfReply } from '../sheets/sheet.tsx'
import './answer-words.ts'
import { accessesByRole, accessesOfAdministrators, type Filter, pageOfAccesses } from './queries.ts'
import type { Recorder } from './recorder.ts'
import { AccessScreen, accessTable, RolesScreen, rolesTable } from './screen.tsx'
import { accessTexts } from './texts.ts'

const uuid = z.uuid().or(z.literal('')).optional().catch('')
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .or(z.literal(''))
  .optional()
  .catch('')
const input = z.object({
  mitglied: uuid,
  person: uuid,
  was: z.enum(['opened', 'searched', 'exported', 'downloaded', '']).optional().catch(''),
  von: day,
  bis: day,
  seite: z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined),
})
type Given = z.output<typeof input>

const rules = { who: maySeeAccesses, purpose: watching, input } as const
const MOST_EXPORTED = 20_000

function midnight(text: string | undefined, zone: string, days = 0): Temporal.Instant | undefined {
  if (!text) return undefined
  try {
    return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(zone).toInstant()
  } catch {
    return undefined // 31 February selects nothing
  }
}

const filterOf = ({ mitglied, person, was, von, bis }: Given, zone: string): Filter => ({
  account: mitglied || undefined,
  person: person || undefined,
  what: was || undefined,
  from: midnight(von, zone),
  until: midnight(bis, zone, 1),
})

const textsOf = (given: Given): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value ?? '')]))

/** Every right once, however many routes ask for it. */
function rightsOf(ports: Ports): readonly Permission[] {
  const all = ports.permissions?.() ?? []
  return [...new Map(all.map((one) => [one.permission, one])).values()].toSorted((a, b) =>
    a.permission < b.permission ? -1 : 1,
  )
}

const PATH = `/:organisation${paths.accesses}` as const
const ROLES = `/:organisation${paths.roles}` as const

export function accessRoutes(ports: Ports, recorder: Recorder): readonly Route[] {
  /** What is taken along, whole or not at all. @throws Refusal registers.too-many-accesses */
  const taken = async ({ at, input: given }: Asked<(typeof watching)['opens'][number], Given>) => {
    await recorder.flush()
    const lines = await accessesOfAdministrators(at, filterOf(given, at.organisation.zone), MOST_EXPORTED + 1)
    if (lines.length > MOST_EXPORTED) throw refuse('registers.too-many-accesses', 'conflict')
    return lines
  }
  const table = async (asked: Asked<(typeof watching)['opens'][number], Given>) => {
    const { at, language } = asked
    return accessTable(await taken(asked), await memberNames(at), language, at.organisation.zone)
  }
  return [
    get(PATH, rules, async (asked) => {
      await recorder.flush()
      const { at } = asked
      const [found, sums] = await Promise.all([
        pageOfAccesses(at, filterOf(asked.input, at.organisation.zone), asked.input.seite),
        accessesByRole(at),
      ])
      const members = await memberNames(at)
      return page(
        <AccessScreen {...screenOf(asked)} found={found} sums={sums} members={members} values={textsOf(asked.input)} />,
      )
    }),
    get(`${PATH}.csv`, rules, async (asked) => {
      const { head, rows } = await table(asked)
      return csvReply(asked.language === 'de' ? 'zugriffe' : 'accesses', head, rows)
    }),
    get(`${PATH}.pdf`, rules, async (asked) => {
      const t = accessTexts(asked.language)
      const { head, rows } = await table(asked)
      const parts = [{ title: t.list, grid: { head, rows } }]
      const name = asked.language === 'de' ? 'zugriffe' : 'accesses'
      return pdfReply(asked, { name, title: t.title, lead: t.lead, landscape: true, parts })
    }),
    get(`${PATH}.jsonld`, rules, async (asked) =>
      linkedReply(asked.language === 'de' ? 'zugriffe' : 'accesses', accessNodes(await taken(asked))),
    ),
    get(ROLES, { who: mayReadRules, purpose: overseeing }, async (asked) =>
      page(<RolesScreen {...screenOf(asked)} rights={rightsOf(ports)} />),
    ),
    get(`${ROLES}.csv`, { who: mayReadRules, purpose: overseeing }, async (asked) => {
      const { head, rows } = rolesTable(rightsOf(ports), asked.language)
      return csvReply(asked.language === 'de' ? 'rollen' : 'roles', head, rows)
    }),
    get(`${ROLES}.pdf`, { who: mayReadRules, purpose: overseeing }, async (asked) => {
      const t = accessTexts(asked.language)
      const { head, rows } = rolesTable(rightsOf(ports), asked.language)
      const name = asked.language === 'de' ? 'rollen' : 'roles'
      const parts = [{ grid: { head, rows, widths: [5, 2, 2, 2, 2, 2] } }]
      return pdfReply(asked, { name, title: t.rolesTitle, lead: t.rolesLead, landscape: true, parts })
    }),
  ]
}
