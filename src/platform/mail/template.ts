import { problemsOf } from './check.ts'
import { isLine, type MailTemplate, partsOf } from './parts.ts'

const declared = new Map<string, MailTemplate>()

/**
 * Declares a kind of mail and its texts, once. Every mail of every module is one of these.
 * @throws when a text uses a placeholder that is not declared, or one wrongly
 */
export function mailTemplate<const P extends string>(told: MailTemplate<P>): MailTemplate<P> {
  if (declared.has(told.kind)) throw new Error(`the mail ${told.kind} is declared twice`)
  const made = told as unknown as MailTemplate
  for (const { id, part } of partsOf(made)) {
    for (const language of ['de', 'en'] as const) {
      const [problem] = problemsOf(made, part, isLine(id), part[language])
      if (problem) throw new Error(`the mail ${told.kind}, ${id}, ${language}: ${problem.code} ${problem.about}`)
    }
  }
  declared.set(told.kind, made)
  return told
}

export const allMailTemplates = (): readonly MailTemplate[] => [...declared.values()]
export const mailTemplateNamed = (kind: string): MailTemplate | undefined => declared.get(kind)
