import type { Scope } from '#platform/data/scope.ts'
import { mayEverywhere } from '#platform/http/permission.ts'
import { EVERYWHERE, type MailGiven, type MailTemplate } from '#platform/mail/parts.ts'
import type { MailSamples, Sample } from '#platform/mail/samples.ts'
import type { Language } from '#platform/text/language.ts'

/** Why a mail is shown with invented data: who looks may not see the real ones, there are none yet, or it never has any. */
export type WhyInvented = 'not-permitted' | 'none-yet' | 'never'

/** What there is to try a mail on, for who looks. */
export type Offered = { readonly samples: readonly Sample[]; readonly why?: WhyInvented }

const sourceOf = (samples: readonly MailSamples[], kind: string) => samples.find(({ kinds }) => kinds.includes(kind))
const maySee = ({ actor }: Pick<Scope, 'actor'>, { may }: MailSamples): boolean =>
  actor.kind === 'member' && mayEverywhere(actor, may)

/** The real things that a mail can be tried on by who looks, or why there are none. */
export async function offeredFor(
  at: Scope<string>,
  template: Pick<MailTemplate, 'kind'>,
  samples: readonly MailSamples[],
): Promise<Offered> {
  const source = sourceOf(samples, template.kind)
  if (!source) return { samples: [], why: 'never' }
  if (!maySee(at, source)) return { samples: [], why: 'not-permitted' }
  const found = await source.latest(at, template.kind)
  return found.length > 0 ? { samples: found } : { samples: [], why: 'none-yet' }
}

/** Invented values: every placeholder's own example. */
export const invented = (template: MailTemplate, language: Language): MailGiven => ({
  language,
  values: Object.fromEntries(
    Object.entries({ ...EVERYWHERE, ...template.placeholders }).map(([name, { example }]) => [name, example[language]]),
  ),
})

/** Real values over the invented ones, so that links lead nowhere and nothing is missing. */
export async function givenFor(
  at: Scope<string>,
  template: MailTemplate,
  samples: readonly MailSamples[],
  { id, language }: { readonly id: string; readonly language: Language },
): Promise<MailGiven> {
  const ours = invented(template, language)
  const source = sourceOf(samples, template.kind)
  const asked = { kind: template.kind, id, language }
  const real = id !== '' && source && maySee(at, source) ? await source.values(at, asked) : undefined
  const known = Object.entries(real ?? {}).filter(([name]) => template.placeholders[name]?.link === undefined)
  return { language, values: { ...ours.values, ...Object.fromEntries(known) } }
}
