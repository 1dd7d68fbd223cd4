import { z } from 'zod'
import { uuidField } from '#platform/http/fields.ts'
import type { Scope } from '#platform/data/scope.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import type { MailTemplate } from '#platform/mail/parts.ts'
import type { MailSamples } from '#platform/mail/samples.ts'
import { allMailTemplates, mailTemplateNamed } from '#platform/mail/template.ts'
import { type Asked, get, page, post, type Raw, type Reply, see, sheet } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { wording } from './data.ts'
import { fieldsOf, languages, readForm } from './form.ts'
import { mailSheet, problemSheet } from './frames.tsx'
import { partNames, problemInWords } from './labels.ts'
import { paths } from './paths.ts'
import { mayWordMails } from './permissions.ts'
import { givenFor, offeredFor } from './samples.ts'
import { EditorPage, type EditorState } from './screens/editor.tsx'
import { GalleryPage } from './screens/gallery.tsx'
import { ListPage } from './screens/list.tsx'
import { VersionPage } from './screens/version.tsx'
import { type Mode, modes, preview } from './sheet.ts'
import { fits, isOurs, OURS, putInUse, textsInUse, versionsInUse, versionsOf, wordingFor } from './wordings.ts'

export type WordingPorts = {
  readonly samples: readonly MailSamples[]
  /** Names of members by account, for who made a version. */
  readonly memberNames: (at: Scope<string>) => Promise<ReadonlyMap<string, string>>
}

type Desk = Asked<'messages.wording', Record<string, unknown>>
const desk = { who: mayWordMails, purpose: wording } as const
const ROUTE = (path: string) => `/:organisation${path}`

/** How a mail is looked at; anything else falls back to the first. */
const looking = z.object({
  sprache: z.enum(languages).catch('de').default('de'),
  modus: z.enum(modes).catch('light').default('light'),
  form: z.enum(['html', 'text']).catch('html').default('html'),
  breite: z.enum(['phone', 'desk']).catch('phone').default('phone'),
  muster: uuidField().catch('').default(''),
  gespeichert: z.string().optional(),
})
const fields = z.looseObject({})
const rawOf = (input: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )

function templateOf({ params }: Desk): MailTemplate {
  const template = mailTemplateNamed(params['kind'] ?? '')
  if (!template) throw refuse('messages.no-such-mail', 'not-found')
  return template
}

const versionFrom = (text: unknown): number => (/^\d{1,9}$/.test(String(text)) ? Number(text) : 0)

async function editor(
  asked: Desk,
  ports: WordingPorts,
  template: MailTemplate,
  state: EditorState & { readonly entered?: Raw; readonly status?: number; readonly look?: Raw },
): Promise<Reply> {
  const { at, language } = asked
  const [versions, names] = [await versionsOf(at, template.kind), await ports.memberNames(at)]
  const [now] = versions
  const texts = now?.texts ?? OURS
  return page(
    <EditorPage
      {...state}
      frame={asked.staffFrame('messages/mail-preview.js')}
      language={language}
      zone={at.organisation.zone}
      href={asked.href}
      template={template}
      values={state.entered ?? fieldsOf(template, texts)}
      basis={now?.version ?? 0}
      versions={versions}
      names={names}
      offered={await offeredFor(at, template, ports.samples)}
      look={looking.parse(state.look ?? {})}
      passed={!languages.every((one) => fits(template, texts[one]))}
    />,
    state.status ?? 200,
  )
}

const problemsFor = (language: Language, template: MailTemplate, entered: Raw) => {
  const { texts, problems } = readForm(template, entered)
  return {
    texts,
    problems: Object.fromEntries(
      Object.entries(problems).map(([field, found]) => [
        field,
        found.map((problem) => problemInWords(language, problem)).join(' '),
      ]),
    ),
  }
}

/** Draws a mail with texts as they are being written, or says what is wrong with those of this language. */
async function draft(asked: Desk, ports: WordingPorts, template: MailTemplate, entered: Raw): Promise<Reply> {
  const { at, language } = asked
  const look = looking.parse(entered)
  const { texts, problems } = problemsFor(language, template, entered)
  const wrong = Object.entries(problems).filter(([field]) => field.startsWith(`${look.sprache}.`))
  if (wrong.length > 0) {
    const names = partNames(template, language)
    return sheet(
      problemSheet(
        language,
        look.modus,
        wrong.map(([field, text]) => ({ part: names.get(field.slice(3)) ?? '', text })),
      ),
    )
  }
  return drawn(at, ports, template, { texts, look })
}

async function drawn(
  at: Scope<string>,
  ports: WordingPorts,
  template: MailTemplate,
  { texts, look }: { readonly texts: typeof OURS; readonly look: z.output<typeof looking> },
): Promise<Reply> {
  const given = await givenFor(at, template, ports.samples, { id: look.muster, language: look.sprache })
  const mail = preview(at.organisation, template, wordingFor(template, look.sprache, texts), given)
  const mode: Mode = look.modus
  return sheet(mailSheet(mail, { language: look.sprache, mode, form: look.form }))
}

const listRoutes = () => [
  get(ROUTE(paths.list), desk, async (asked) => {
    const inUse = new Map((await versionsInUse(asked.at)).map((row) => [row.kind, row]))
    return page(
      <ListPage
        frame={asked.staffFrame()}
        language={asked.language}
        zone={asked.at.organisation.zone}
        accent={asked.at.organisation.accent}
        href={asked.href}
        templates={allMailTemplates()}
        inUse={inUse}
        fits={({ kind, ...template }) =>
          languages.every((one) => fits({ kind, ...template }, inUse.get(kind)?.texts[one] ?? {}))
        }
      />,
    )
  }),

  get(ROUTE(paths.gallery), { ...desk, input: looking }, async (asked) =>
    page(
      <GalleryPage
        frame={asked.staffFrame()}
        language={asked.language}
        href={asked.href}
        templates={allMailTemplates()}
        look={asked.input}
      />,
    ),
  ),
]

const editorRoutes = (ports: WordingPorts) => [
  get(ROUTE(paths.edit(':kind')), { ...desk, input: looking }, async (asked) =>
    editor(asked, ports, templateOf(asked), {
      done: asked.input.gespeichert === undefined ? undefined : asked.input.gespeichert === '1' ? 'saved' : 'unchanged',
      look: rawOf(asked.input),
    }),
  ),

  post(ROUTE(paths.edit(':kind')), { ...desk, input: fields }, async (asked) => {
    const template = templateOf(asked)
    const entered = rawOf(asked.input)
    const { texts, problems } = problemsFor(asked.language, template, entered)
    const again = (state: EditorState, status: number) =>
      editor(asked, ports, template, { ...state, entered, look: entered, status })
    if (Object.keys(problems).length > 0) return again({ problems }, 422)
    try {
      const basis = versionFrom(entered['basis'])
      const version = await putInUse(asked.at, template, { texts, basis })
      return see(`${asked.href(paths.edit(template.kind))}?gespeichert=${version === basis ? '0' : '1'}`)
    } catch (error) {
      if (isRefusal(error, 'messages.text-changed')) return again({ taken: true }, 409)
      throw error
    }
  }),

  get(ROUTE(paths.sheet(':kind')), { ...desk, input: looking }, async (asked) => {
    const template = templateOf(asked)
    return drawn(asked.at, ports, template, { texts: await textsInUse(asked.at, template.kind), look: asked.input })
  }),

  // what is being written travels in the body, and nothing is kept of it
  post(ROUTE(paths.sheet(':kind')), { ...desk, rate: 'read', input: fields }, async (asked) =>
    draft(asked, ports, templateOf(asked), rawOf(asked.input)),
  ),
]

const versionRoutes = [
  get(ROUTE(paths.version(':kind', ':version')), desk, async (asked) => {
    const template = templateOf(asked)
    const number = versionFrom(asked.params['version'])
    const versions = await versionsOf(asked.at, template.kind)
    const wanted = number === 0 ? OURS : versions.find(({ version }) => version === number)?.texts
    if (!wanted) throw refuse('messages.no-such-version', 'not-found')
    return page(
      <VersionPage
        frame={asked.staffFrame()}
        language={asked.language}
        href={asked.href}
        template={template}
        number={number}
        now={versions[0]?.texts ?? OURS}
        wanted={wanted}
        basis={versions[0]?.version ?? 0}
      />,
    )
  }),

  post(
    ROUTE(paths.back(':kind')),
    { ...desk, input: z.object({ version: z.string(), basis: z.string() }) },
    async (asked) => {
      const template = templateOf(asked)
      const number = versionFrom(asked.input.version)
      const found =
        number === 0
          ? OURS
          : (await versionsOf(asked.at, template.kind)).find(({ version }) => version === number)?.texts
      if (!found) throw refuse('messages.no-such-version', 'gone')
      if (!languages.every((one) => fits(template, found[one])))
        throw refuse('messages.version-does-not-fit', 'conflict')
      const basis = versionFrom(asked.input.basis)
      const version = await putInUse(asked.at, template, { texts: found, basis, backTo: isOurs(found) ? 0 : number })
      return see(`${asked.href(paths.edit(template.kind))}?gespeichert=${version === basis ? '0' : '1'}`)
    },
  ),
]

/** Where staff see, try and change the texts of all mails. */
export const wordingRoutes = (ports: WordingPorts) => [...listRoutes(), ...editorRoutes(ports), ...versionRoutes]

export const wordingRefusals = {
  'messages.no-such-mail': {
    de: 'Diese Mail gibt es nicht. Alle Mails stehen unter „Mailtexte“.',
    en: 'There is no such mail. All mails are listed under "Mail texts".',
  },
  'messages.no-such-version': {
    de: 'Diese Fassung gibt es nicht mehr. Es wurde nichts geändert. Ersetzte Fassungen werden ein Jahr lang aufbewahrt.',
    en: 'This version is not there any more. Nothing was changed. Replaced versions are kept for a year.',
  },
  'messages.version-does-not-fit': {
    de: 'Diese Fassung passt nicht mehr zu der Mail, weil sich ihre Platzhalter geändert haben. Es wurde nichts geändert. Schreiben Sie den Text bitte neu.',
    en: 'This version does not fit the mail any more, because its placeholders have changed. Nothing was changed. Please write the text anew.',
  },
  'messages.text-changed': {
    de: 'Jemand anderes hat den Text inzwischen geändert. Es wurde nichts geändert. Bitte öffnen Sie die Seite noch einmal.',
    en: 'Somebody else has changed the text meanwhile. Nothing was changed. Please open the page again.',
  },
} as const
