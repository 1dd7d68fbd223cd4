import type { Scope } from '#platform/data/scope.ts'
import { EVERYWHERE, type MailGiven, type MailTemplate } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'

/** Something real that a mail can be tried on, e.g. a booking; its label names nobody. */
export type Sample = { readonly id: string; readonly label: string }

/**
 * What a module gives so that its mails can be tried on real data of the organisation. It opens them in a scope of its own
 * and notes who saw them.
 */
export type MailSamples = {
  readonly kinds: readonly string[]
  readonly latest: (at: Scope<string>) => Promise<readonly Sample[]>
  /** Values for the template's placeholders; undefined when it is gone. Links are not taken: a real one opens a door. */
  readonly values: (
    at: Scope<string>,
    id: string,
    language: Language,
  ) => Promise<Readonly<Record<string, string>> | undefined>
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
  const source = samples.find(({ kinds }) => kinds.includes(template.kind))
  const real = id === '' ? undefined : await source?.values(at, id, language)
  const known = Object.entries(real ?? {}).filter(([name]) => template.placeholders[name]?.link === undefined)
  return { language, values: { ...ours.values, ...Object.fromEntries(known) } }
}
