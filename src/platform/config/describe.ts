import type { Declarations, SettingSpec } from '#platform/config/config.ts'

/** The settings as Markdown, one table per module; a secret's value never appears because none is read here. */
export const describeConfig = (declarations: Declarations): string =>
  Object.entries(declarations)
    .filter(([, group]) => Object.keys(group).length > 0)
    .map(([module, group]) =>
      [
        `## ${module}`,
        '',
        '| setting | value | unset | what for |',
        '|---|---|---|---|',
        ...Object.values(group).map(
          ({ name, spec }) => `| \`${name}\` | ${cell(form(spec))} | ${cell(whenUnset(spec))} | ${cell(spec.doc)} |`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n')

const form = (spec: SettingSpec): string => {
  switch (spec.type) {
    case 'string':
      return 'text'
    case 'integer':
      return `whole number, ${spec.min} to ${spec.max}`
    case 'boolean':
      return 'yes or no'
    case 'choice':
      return spec.choices.map(code).join(', ')
    case 'path':
      return 'path'
    case 'url':
      return `address (${spec.protocols.map((protocol) => code(`${protocol}://`)).join(', ')})`
    case 'list':
      return 'list, separated by commas'
    case 'secret':
      return `secret, never shown${spec.minLength ? `, at least ${spec.minLength} characters` : ''}`
  }
}

const whenUnset = (spec: SettingSpec): string => {
  if (spec.default === undefined) return '**must be set**'
  if (spec.default === null) return 'stays unset'
  if (typeof spec.default === 'boolean') return code(spec.default ? 'yes' : 'no')
  const value = String(spec.default)
  return value === '' ? 'empty' : code(value)
}

const code = (text: string): string => `\`${text}\``
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
