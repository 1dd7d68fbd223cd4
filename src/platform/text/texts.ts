import type { Language } from '#platform/text/language.ts'

type Sentence = string | readonly string[] | ((...values: never[]) => string)
type Tree = { readonly [key: string]: Sentence | Tree }

/** The same keys with any wording: functions keep their parameters and return a string, lists and groups stay such. */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : T[K] extends string
      ? string
      : T[K] extends readonly string[]
        ? readonly string[]
        : Texts<T[K]>
}

// English from its own file is no fresh literal, so the compiler's own check for surplus keys does not see it.
type NothingMore<T, Given> = {
  readonly [K in keyof Given]: K extends keyof T
    ? T[K] extends Sentence
      ? unknown
      : NothingMore<T[K], Given[K]>
    : never
}

/** Binds a module's German and English texts; a key missing, surplus or of another shape does not compile. */
export const texts =
  <const T extends Tree, const E extends Texts<T>>(de: T & Texts<T>, en: E & NothingMore<T, E>) =>
  (language: Language): Texts<T> =>
    language === 'de' ? de : en
