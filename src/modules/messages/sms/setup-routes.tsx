import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Problems, type Raw, type Reply, see } from '#platform/http/route.ts'
import { record } from '#privacy'
import { db, texting } from './data.ts'
import type { SmsGiven } from './given.ts'
import { countryOf, readMobile } from './numbers.ts'
import { paths, reportPath } from './paths.ts'
import { maySetUpSms } from './permissions.ts'
import type { Access, SmsProvider } from './provider.ts'
import { providerNamed } from './providers/index.ts'
import { senderProblem } from './rules.ts'
import { SmsSetupPage, type SetupProps } from './screens/setup.tsx'
import { isOn, keepSetup, readyToText, setupOf, type NewSetup, type SmsSetup } from './settings.ts'
import { numberSentence, setupWords } from './setup-texts.ts'

type Desk = Asked<'messages.texting', Record<string, unknown>>
const rules = { who: maySetUpSms, purpose: texting } as const

const tenThousandths = (price: number, language: string): string => {
  const text = (price / 10_000).toFixed(4).replace(/0{1,2}$/, '')
  return language === 'de' ? text.replace('.', ',') : text
}

type Shown = {
  readonly values?: Raw
  readonly errors?: Problems
  readonly said?: SetupProps['said']
  readonly provider?: SmsProvider | undefined
}

const setupRoutesOf = ({ processors, bases }: SmsGiven) => {
  async function shown(
    asked: Desk,
    { values, errors = {}, said, provider: wanted }: Shown,
    status = 200,
  ): Promise<Reply> {
    const { at, language } = asked
    const setup = await setupOf(at)
    const provider = wanted ?? setup?.provider
    const same = setup && setup.provider === provider ? setup : undefined
    const stored: Raw = same
      ? {
          ...Object.fromEntries(
            same.provider.fields.filter(({ secret }) => !secret).map(({ name }) => [name, same.access[name] ?? '']),
          ),
          sender: same.sender,
          price: tenThousandths(same.price, language),
          currency: same.currency,
        }
      : { price: '', currency: 'EUR', sender: '' }
    return page(
      <SmsSetupPage
        frame={asked.staffFrame()}
        language={language}
        zone={at.organisation.zone}
        href={asked.href}
        setup={setup}
        provider={provider}
        on={provider !== undefined && (await isOn(at, provider))}
        processors={processors}
        address={provider ? asked.absolute(reportPath(provider.name), 'de') : ''}
        values={{ ...stored, ...values }}
        errors={errors}
        said={said}
      />,
      status,
    )
  }

  return [
    get(
      `/:organisation${paths.setup}`,
      {
        ...rules,
        input: z.object({
          anbieter: z.string().optional(),
          stand: z.enum(['saved', 'sent', 'unanswered']).optional().catch(undefined),
        }),
      },
      async (asked) => {
        const { anbieter, stand } = asked.input
        // an empty choice asks for the list again
        if (anbieter === '') return chooseAgain(asked)
        return shown(asked, { provider: providerNamed(anbieter ?? ''), said: stand })
      },
    ),

    post(`/:organisation${paths.setup}`, { ...rules, stepUp: true, input: z.looseObject({}) }, async (asked) => {
      const { at, language } = asked
      const values = textsOf(asked.input)
      const before = await setupOf(at)
      const read = readSetup(values, before, language)
      const { provider: _, ...kept } = values
      if ('errors' in read)
        return shown(
          asked,
          { values: withoutSecrets(kept, read.provider), errors: read.errors, provider: read.provider },
          422,
        )
      const version = Number(values['version'] ?? 0)
      if (!(await keepSetup(at, read.setup, Number.isSafeInteger(version) ? version : 0))) {
        const now = await setupOf(at)
        const again = { ...withoutSecrets(kept, read.setup.provider), version: String(now?.version ?? 0) }
        return shown(asked, { values: again, provider: read.setup.provider, said: 'conflict' }, 409)
      }
      await record(at, 'sms.set-up', { provider: read.setup.provider.name })
      return see(`${asked.href(paths.setup)}?stand=saved`)
    }),

    post(
      `/:organisation${paths.test}`,
      { ...rules, input: z.object({ nummer: typed({ max: 40 }) }) },
      async (asked) => {
        const { at, language, input } = asked
        const setup = await readyToText(at)
        if (!setup) throw refuse('messages.sms-not-ready', 'conflict')
        const read = readMobile(input.nummer, countryOf(at.organisation.holiday_region))
        if ('problem' in read)
          return shown(
            asked,
            { values: { nummer: input.nummer }, errors: { nummer: numberSentence(language, read.problem) } },
            422,
          )
        const handed = await setup.provider.send(bases[setup.provider.name], setup.access, {
          id: crypto.randomUUID(),
          to: read.e164,
          text: setupWords(language).testText(at.organisation.short_name),
          sender: setup.sender,
          report: asked.absolute(reportPath(setup.provider.name), 'de'),
        })
        const tested = handed.is === 'accepted' ? 'ok' : handed.code
        await db(at).updateTable('sms_settings').set({ tested_at: at.now, tested }).execute()
        if (handed.is === 'accepted') return see(`${asked.href(paths.setup)}?stand=sent`)
        return see(`${asked.href(paths.setup)}${handed.is === 'unanswered' ? '?stand=unanswered' : ''}`)
      },
    ),
  ]

  async function chooseAgain(asked: Desk): Promise<Reply> {
    return page(
      <SmsSetupPage
        frame={asked.staffFrame()}
        language={asked.language}
        zone={asked.at.organisation.zone}
        href={asked.href}
        setup={undefined}
        provider={undefined}
        on={false}
        processors={processors}
        address=""
        values={{}}
        errors={{}}
        said={undefined}
      />,
    )
  }
}
export { setupRoutesOf }

const textsOf = (fields: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])),
  )

const withoutSecrets = (values: Raw, provider: SmsProvider | undefined): Raw => {
  const secrets = new Set((provider?.fields ?? []).flatMap(({ name, secret }) => (secret ? [name] : [])))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)))
}

type Read = { readonly setup: NewSetup } | { readonly errors: Problems; readonly provider: SmsProvider | undefined }

/** Reads the form of a provider; a secret that is left empty stays what it was. */
function readSetup(values: Raw, before: SmsSetup | undefined, language: 'de' | 'en'): Read {
  const w = setupWords(language)
  const provider = providerNamed(values['provider'] ?? '')
  if (!provider) return { errors: { provider: w.problems.required(w.choose) }, provider: undefined }
  const errors: Record<string, string> = {}
  const access: Record<string, string> = {}
  const stored: Access = before?.provider === provider ? before.access : {}
  for (const { name, label, secret, matches } of provider.fields) {
    const given = values[name] ?? ''
    const value = given === '' && secret ? (stored[name] ?? '') : given
    if (value === '') errors[name] = w.problems.required(label[language])
    else if (!matches.test(value)) errors[name] = w.problems.access(label[language])
    access[name] = value
  }
  const sender = values['sender'] ?? ''
  const wrongSender = senderProblem(sender)
  if (wrongSender) errors['sender'] = wrongSender === 'required' ? w.problems.required(w.sender) : w.problems.sender
  const entered = (values['price'] ?? '').replace(',', '.')
  const price = /^\d{1,3}(\.\d{1,4})?$/.test(entered) ? Math.round(Number(entered) * 10_000) : Number.NaN
  if (!(price <= 1_000_000)) errors['price'] = w.problems.price
  const currency = (values['currency'] ?? '').toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency)) errors['currency'] = w.problems.currency
  return Object.keys(errors).length > 0
    ? { errors, provider }
    : { setup: { provider, access, sender, price, currency } }
}
