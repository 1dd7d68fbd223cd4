import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { whole } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Reply, see } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { db, texting } from './data.ts'
import { editorWords } from './editor-texts.ts'
import { plainSigns } from './fill.ts'
import { paths } from './paths.ts'
import { maySetUpSms } from './permissions.ts'
import { SmsTextPage, SmsTextsPage, type EditProps } from './screens/texts.tsx'
import { setupOf } from './settings.ts'
import {
  allSmsTemplates,
  canBeAnswered,
  keepText,
  ownText,
  problemOf,
  type SmsTemplate,
  smsTemplateNamed,
  type SmsTextProblem,
} from './templates.ts'

type Desk = Asked<'messages.texting', Record<string, unknown>>
const rules = { who: maySetUpSms, purpose: texting } as const
const path = `/:organisation${paths.text(':kind', ':language')}`

function wanted({ params }: Desk): { template: SmsTemplate; of: Language } {
  const template = smsTemplateNamed(params['kind'] ?? '')
  const of = params['language']
  if (!template || (of !== 'de' && of !== 'en')) throw refuse('messages.no-such-sms-text', 'not-found')
  return { template, of }
}

type Shown = Partial<Pick<EditProps, 'text' | 'said' | 'version'>> & { readonly problem?: SmsTextProblem | undefined }

async function editor(asked: Desk, { problem, ...shown }: Shown, status = 200): Promise<Reply> {
  const { template, of } = wanted(asked)
  const [own, setup] = [await ownText(asked.at, template.kind, of), await setupOf(asked.at)]
  return page(
    <SmsTextPage
      frame={asked.staffFrame('sms/sms-length.js')}
      language={asked.language}
      href={asked.href}
      setup={setup}
      template={template}
      of={of}
      text={own?.content ?? template.text[of]}
      own={own !== undefined}
      version={own?.version ?? 0}
      said={undefined}
      canBeAnswered={setup !== undefined && canBeAnswered(setup.sender)}
      {...shown}
      error={problem && sentenceOf(asked.language, problem)}
    />,
    status,
  )
}

function sentenceOf(language: Language, { code, about }: SmsTextProblem): string {
  const sentence: string | ((about: string) => string) = editorWords(language).problems[code]
  return typeof sentence === 'string' ? sentence : sentence(about)
}

const version = whole(0, 1_000_000)

export const smsTextRoutes = [
  get(`/:organisation${paths.texts}`, rules, async (asked) => {
    const rows = await db(asked.at).selectFrom('sms_texts').select(['kind', 'language', 'content']).execute()
    const lines = allSmsTemplates().flatMap((template) =>
      (['de', 'en'] as const)
        .filter((of) => of === 'de' || asked.at.organisation.languages.includes(of))
        .map((of) => {
          const own = rows.find(({ kind, language }) => kind === template.kind && language === of)
          return { template, language: of, text: own?.content ?? template.text[of], own: own !== undefined }
        }),
    )
    return page(
      <SmsTextsPage
        frame={asked.staffFrame()}
        language={asked.language}
        href={asked.href}
        setup={await setupOf(asked.at)}
        lines={lines}
      />,
    )
  }),

  get(path, { ...rules, input: z.object({ stand: z.enum(['saved']).optional().catch(undefined) }) }, (asked) =>
    editor(asked, { said: asked.input.stand }),
  ),

  post(
    path,
    {
      ...rules,
      input: z.object({ text: z.string().max(5_000), version, check: z.string().optional() }),
    },
    async (asked) => {
      const { template, of } = wanted(asked)
      const { input } = asked
      const text = plainSigns(input.text).trim()
      const problem = problemOf(template, text, of)
      if (problem) return editor(asked, { text, problem, version: input.version }, 422)
      if (input.check) return editor(asked, { text, version: input.version })
      if (await keepText(asked.at, template, { language: of, text, opened: input.version }))
        return see(`${asked.href(paths.text(template.kind, of))}?stand=saved`)
      const now = await ownText(asked.at, template.kind, of)
      return editor(asked, { text, said: 'conflict', version: now?.version ?? 0 }, 409)
    },
  ),

  post(`${path}/unser`, { ...rules, input: z.object({ version }) }, async (asked) => {
    const { template, of } = wanted(asked)
    await db(asked.at)
      .deleteFrom('sms_texts')
      .where('kind', '=', template.kind)
      .where('language', '=', of)
      .where('version', '=', asked.input.version)
      .execute()
    return see(`${asked.href(paths.text(template.kind, of))}?stand=saved`)
  }),
]
