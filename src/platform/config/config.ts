import { isAbsolute, resolve } from 'node:path'

type Common<Value> = {
  /** Left out: must be set. null: may stay unset and is then null. */
  default?: Value | null
  /** One or two plain sentences for the operator. */
  doc: string
}

export type SettingSpec =
  | (Common<string> & { type: 'string'; pattern?: RegExp })
  | (Common<number> & { type: 'integer'; min: number; max: number })
  | (Common<boolean> & { type: 'boolean' })
  | (Common<string> & { type: 'choice'; choices: readonly string[] })
  | (Common<string> & { type: 'path' })
  | (Common<string> & { type: 'url'; protocols: readonly string[] })
  | (Common<readonly string[]> & { type: 'list' })
  | (Common<never> & { type: 'secret'; minLength?: number })

/** A value that is shown only by `reveal()`: printing, logging or serialising it gives '[secret]'. */
export type Secret = { reveal(): string; toString(): string; toJSON(): string }

type Read<S extends SettingSpec> = S extends { type: 'integer' }
  ? number
  : S extends { type: 'boolean' }
    ? boolean
    : S extends { type: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : S extends { type: 'url' }
        ? URL
        : S extends { type: 'list' }
          ? readonly string[]
          : S extends { type: 'secret' }
            ? Secret
            : string

export type Setting<S extends SettingSpec = SettingSpec> = { readonly name: string; readonly spec: S }

/** Settings by module: `{ http: { port: setting('BELEGT_PORT', ...) } }` is read as `config.http.port`. */
export type Declarations = Readonly<Record<string, Readonly<Record<string, Setting>>>>

/** The value of a setting: URL, number, boolean, Secret, ...; null only where `default` is null. */
export type ValueOf<S> =
  S extends Setting<infer Spec> ? Read<Spec> | (Spec extends { default: null } ? null : never) : never

export type Config<D extends Declarations> = {
  readonly [Module in keyof D]: { readonly [Key in keyof D[Module]]: ValueOf<D[Module][Key]> }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Everything that is wrong with the configuration, one plain sentence each; never holds a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}. ` +
        `Nothing was started.\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Declares one setting; `name` is the environment variable, BELEGT_* unless the outside world calls it otherwise. */
export const setting = <const S extends SettingSpec>(name: string, spec: S): Setting<S> => ({ name, spec })

/** Reads all settings at once; throws one ConfigError that lists every problem. Empty values count as not set. */
export const readConfig = <D extends Declarations>(declarations: D, env: Environment): Config<D> => {
  const all = Object.values(declarations).flatMap((group) => Object.values(group))
  const problems = [...doubled(all), ...unknown(all, env)]
  const config = Object.fromEntries(
    Object.entries(declarations).map(([module, group]) => [
      module,
      Object.freeze(
        Object.fromEntries(
          Object.entries(group).map(([key, { name, spec }]) => {
            const answer = readSetting(name, spec, env[name])
            if ('problem' in answer) problems.push(answer.problem)
            return [key, 'value' in answer ? answer.value : undefined]
          }),
        ),
      ),
    ]),
  )
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config) as Config<D>
}

type Answer = { value: unknown } | { problem: string }

const readSetting = (name: string, spec: SettingSpec, given: string | undefined): Answer => {
  const raw = given?.trim() ?? ''
  if (raw === '' && spec.default === undefined) return { problem: `${name} is not set. ${spec.doc}` }
  if (raw === '' && spec.default === null) return { value: null }
  if (raw === '' && typeof spec.default === 'string') return parse(name, spec, spec.default)
  if (raw === '') return { value: spec.default }
  return parse(name, spec, raw)
}

const parse = (name: string, spec: SettingSpec, raw: string): Answer => {
  const shown = `"${raw.length > 80 ? `${raw.slice(0, 80)}…` : raw}"`
  switch (spec.type) {
    case 'string':
      return !spec.pattern || spec.pattern.test(raw)
        ? { value: raw }
        : { problem: `${name} is ${shown}, which does not have the expected form. ${spec.doc}` }
    case 'integer': {
      const value = /^-?\d{1,15}$/.test(raw) ? Number(raw) : Number.NaN
      return value >= spec.min && value <= spec.max
        ? { value }
        : { problem: `${name} is ${shown}, but must be a whole number from ${spec.min} to ${spec.max}.` }
    }
    case 'boolean': {
      const value = booleanWords.get(raw.toLowerCase())
      return value === undefined ? { problem: `${name} is ${shown}, but must be "yes" or "no".` } : { value }
    }
    case 'choice':
      return spec.choices.includes(raw)
        ? { value: raw }
        : { problem: `${name} is ${shown}, but must be one of: ${spec.choices.join(', ')}.` }
    case 'path':
      if (raw.includes('\0')) return { problem: `${name} is no path.` }
      return { value: isAbsolute(raw) ? raw : resolve(raw) }
    case 'url': {
      const url = URL.parse(raw)
      // An address may carry a password, so it is never repeated in the message.
      return url && spec.protocols.includes(url.protocol.replace(/:$/, ''))
        ? { value: url }
        : { problem: `${name} must be a full address that begins with ${spec.protocols.join(':// or ')}://.` }
    }
    case 'list':
      return {
        value: raw
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== ''),
      }
    case 'secret':
      return raw.length >= (spec.minLength ?? 1)
        ? { value: secret(raw) }
        : { problem: `${name} is too short: it needs at least ${spec.minLength} characters.` }
  }
}

const booleanWords = new Map<string, boolean>([
  ...['yes', 'true', 'on', '1', 'ja'].map((word) => [word, true] as const),
  ...['no', 'false', 'off', '0', 'nein'].map((word) => [word, false] as const),
])

/** Wraps a value so that it cannot be printed by accident. */
export const secret = (value: string): Secret => {
  const hidden = () => '[secret]'
  const wrapped = {
    reveal: () => value,
    toString: hidden,
    toJSON: hidden,
    [Symbol.for('nodejs.util.inspect.custom')]: hidden,
  }
  return Object.freeze(wrapped)
}

const doubled = (all: readonly Setting[]): string[] => {
  const names = all.map(({ name }) => name)
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map(
    (name) => `${name} is declared by two modules; that is a defect of the program, not of your configuration.`,
  )
}

const unknown = (all: readonly Setting[], env: Environment): string[] => {
  const known = all.map(({ name }) => name)
  return Object.keys(env)
    .filter((name) => name.startsWith('BELEGT_') && !known.includes(name))
    .map((name) => {
      const near = known.find((candidate) => distance(candidate, name) <= 2)
      return `${name} is set, but there is no such setting.${near ? ` Did you mean ${near}?` : ''}`
    })
}

/** Levenshtein distance. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, change))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
