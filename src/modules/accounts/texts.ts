import { texts, type Texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const words = texts(de, en)
export type Words = Texts<typeof de>

type Problem = keyof typeof de.problems
const isProblem = (code: string): code is Problem => Object.hasOwn(de.problems, code)

/** The sentence for a field's problem; what no field of ours can have is said in general. */
export const problemText = (t: Words, code: string | undefined): string | undefined =>
  code === undefined ? undefined : t.problems[isProblem(code) ? code : 'unknown']
