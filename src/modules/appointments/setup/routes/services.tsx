import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { get, page, post, see, type Problems, type Raw, type Reply } from '#platform/http/route.ts'
import { offering } from '../../data.ts'
import { changeService, createService, orderServices, serviceSnapshot } from '../actions/services.ts'
import { paths } from '../paths.ts'
import { maySetUpAll } from '../permissions.ts'
import { locationsToChoose, serviceOf, servicesInList } from '../queries/services.ts'
import {
  MOST_QUESTIONS,
  NEW_SERVICE,
  readService,
  SENDINGS,
  serviceAsFields,
  type QuestionPart,
} from '../rules/service-form.ts'
import { bounds, ServiceFormPage } from '../screens/service-form.tsx'
import { ServicesPage } from '../screens/services.tsx'
import type { FormState } from '../screens/parts.tsx'
import { serviceWords } from '../service-texts.ts'
import { words } from '../texts.ts'
import {
  afterSaving,
  anyFields,
  idsOf,
  inWords,
  isCollision,
  openedFields,
  openedWith,
  savedText,
  sentence,
  textsOf,
  type At,
} from './common.ts'

const rules = { who: maySetUpAll, purpose: offering } as const
/** Long texts in two languages, once as entered and once as they were, in the longest encoding. */
const writing = { ...rules, input: anyFields, maxBody: 768 * 1024 } as const
const path = '/:organisation/team/einrichtung/leistungen'

type Form = Omit<FormState, 'errors'> & {
  readonly problems?: Problems
  readonly chosen: readonly string[]
  readonly id?: string
  readonly title?: string
  readonly isPublic?: boolean
  readonly saved?: string | undefined
  readonly spare?: number
}

async function formReply(asked: At, form: Form): Promise<Reply> {
  const w = serviceWords(asked.language)
  const errors = errorsOf(asked, form.problems ?? {})
  const body = (
    <ServiceFormPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      state={{ values: form.values, hidden: form.hidden, conflict: form.conflict, errors }}
      locations={await locationsToChoose(asked.at)}
      chosen={form.chosen}
      title={form.title ?? w.newTitle}
      action={asked.href(form.id ? paths.service(form.id) : paths.newService)}
      saved={form.saved}
      publicPage={form.id && form.isPublic ? asked.href(`/termin/${form.id}`) : undefined}
      spare={form.spare ?? 1}
    />
  )
  return page(body, form.conflict ? 409 : Object.keys(errors).length > 0 ? 422 : 200)
}

function errorsOf(asked: At, problems: Problems): Record<string, string> {
  const w = serviceWords(asked.language)
  return Object.fromEntries(
    Object.entries(problems).map(([field, code]) => {
      const [, place, part] = /^q(\d+)_(\w+)$/.exec(field) ?? []
      const label =
        place && part
          ? w.questions.label(Number(place) + 1, w.questions.parts[part as Exclude<QuestionPart, 'id'>])
          : w.fields[field as keyof typeof w.fields]
      if (code === 'voluntary') return [field, w.questions.voluntary(label)]
      if (code === 'choice-long') return [field, w.questions.choiceLong(label)]
      const longest = part ? { max: part === 'choices' ? 4_000 : part.startsWith('why') ? 500 : 200 } : bounds(field)
      return [field, sentence(asked.language, code, label, longest)]
    }),
  )
}

const describe = (asked: At, places: ReadonlyMap<string, string>) => (key: string, value: string) => {
  const w = serviceWords(asked.language)
  const text =
    key === 'locations'
      ? value
          .split(',')
          .map((id) => places.get(id) ?? '?')
          .join(', ')
      : key === 'active' || SENDINGS.some((name) => name === key)
        ? value && words(asked.language).yes
        : value
  return { label: w.fields[key as keyof typeof w.fields] ?? key, text }
}

/** The rows that a form asks for beside the filled ones; nothing when it is to be stored. */
const moreQuestions = (values: Raw): number | undefined =>
  values['more'] ? Math.min(MOST_QUESTIONS, Math.max(1, Number.parseInt(values['more'], 10) || 1)) : undefined

export const serviceRoutes = [
  get(path, { ...rules, input: afterSaving }, async (asked) => {
    const { services, locations } = await servicesInList(asked.at)
    return page(
      <ServicesPage
        frame={asked.staffFrame()}
        language={asked.language}
        href={asked.href}
        services={services}
        hasLocations={locations.length > 0}
        saved={savedText(asked)}
      />,
    )
  }),

  post(
    `${path}/reihenfolge`,
    { ...rules, input: z.object({ service: z.string(), to: z.enum(['up', 'down']) }) },
    async (asked) => {
      const ids = (await servicesInList(asked.at)).services.map(({ id }) => id)
      const place = ids.indexOf(asked.input.service)
      const other = place + (asked.input.to === 'up' ? -1 : 1)
      const [one, two] = [ids[place], ids[other]]
      if (one && two) {
        ids[place] = two
        ids[other] = one
        await orderServices(asked.at, ids)
      }
      return see(asked.href(paths.services))
    },
  ),

  get(`${path}/neu`, rules, async (asked) => {
    const locations = await locationsToChoose(asked.at)
    const [only] = locations
    return formReply(asked, {
      values: NEW_SERVICE,
      hidden: {},
      chosen: only && locations.length === 1 ? [only.id] : [],
    })
  }),

  post(`${path}/neu`, writing, async (asked) => {
    const values = textsOf(asked.input)
    const chosen = await known(asked, asked.input['locations'])
    const spare = moreQuestions(values)
    if (spare) return formReply(asked, { values, chosen, hidden: {}, spare })
    const { facts, problems } = readService(values, chosen)
    if (Object.keys(problems).length > 0) return formReply(asked, { values, chosen, problems, hidden: {} })
    const { services } = await servicesInList(asked.at)
    const position = Math.max(-1, ...services.map((one) => one.position)) + 1
    const id = await createService(asked.at, { ...facts, position })
    return see(`${asked.href(paths.service(id))}?gespeichert=ja`)
  }),

  get(`${path}/:service`, { ...rules, input: afterSaving }, async (asked) => {
    const { service, there } = await serviceAt(asked)
    return formReply(asked, {
      ...about(service, there),
      values: serviceAsFields(service),
      hidden: openedFields(service.version, serviceSnapshot(service, there)),
      chosen: there,
      saved: savedText(asked),
    })
  }),

  post(`${path}/:service`, writing, async (asked) => {
    const { service, there } = await serviceAt(asked)
    const values = textsOf(asked.input)
    const chosen = await known(asked, asked.input['locations'])
    const hidden = { version: values['version'] ?? '', base: values['base'] ?? '' }
    const form = { ...about(service, there), values, chosen, hidden }
    const spare = moreQuestions(values)
    if (spare) return formReply(asked, { ...form, spare })
    const { facts, problems } = readService(values, chosen)
    if (Object.keys(problems).length > 0) return formReply(asked, { ...form, problems })
    const outcome = await changeService(asked.at, service.id, facts, openedWith(values))
    if (!isCollision(outcome)) return see(`${asked.href(paths.service(service.id))}?gespeichert=ja`)
    const places = new Map((await locationsToChoose(asked.at)).map(({ id, name }) => [id, name]))
    return formReply(asked, {
      ...form,
      hidden: openedFields(outcome.version, outcome.present),
      conflict: inWords(outcome.changes, asked.language, describe(asked, places)),
    })
  }),
]

async function serviceAt(asked: At) {
  const found = await serviceOf(asked.at, asked.params['service'])
  if (!found) throw refuse('appointments.no-such-service', 'not-found')
  return found
}

const about = (service: { id: string; name: string; active: boolean }, there: readonly string[]) => ({
  id: service.id,
  title: service.name,
  isPublic: service.active && there.length > 0,
})

/** The locations of the organisation among the ids that a form sent. */
async function known(asked: At, sent: unknown): Promise<string[]> {
  const wanted = idsOf(sent)
  return (await locationsToChoose(asked.at)).map(({ id }) => id).filter((id) => wanted.includes(id))
}
