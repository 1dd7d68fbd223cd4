// What a part can look like is read from its own declaration, and compared with what the pages of all parts are made of.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DesignPage } from './design-page.tsx'
import * as door from './index.ts'
import { BookSample, SignInSample } from './samples-public.tsx'
import { BeginSample, DeskSample, OfficerSample } from './samples-staff.tsx'

type Props = Readonly<Record<string, unknown>>
type Member = { readonly name: string; readonly optional: boolean; readonly type: string }

const declared = readdirSync(import.meta.dirname)
  .filter((name) => /\.tsx?$/.test(name) && !/test|design|samples/.test(name))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n')
  .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
  .replaceAll('=>', '')
const interfaces = new Map(
  [...declared.matchAll(/interface (\w+)(?:<\w+>)?(?: extends (.+?))? \{\n([\s\S]*?)\n\}/g)].map(
    ([, name = '', base, body = '']) => [name, { base, body }],
  ),
)
const aliases = new Map(
  [...declared.matchAll(/^export type (\w+) = (.+)$/gm)].map(([, name = '', type = '']) => [name, type]),
)

/** The pieces of a text between these signs, where they stand in no bracket. */
function pieces(text: string, between: string): string[] {
  const found = ['']
  let depth = 0
  for (const sign of text) {
    if ('{[(<'.includes(sign)) depth++
    if ('}])>'.includes(sign)) depth--
    if (depth === 0 && between.includes(sign)) found.push('')
    else found.push((found.pop() ?? '') + sign)
  }
  return found.map((piece) => piece.trim()).filter(Boolean)
}

const membersIn = (body: string): Member[] =>
  pieces(body.replaceAll(/\n\s*\|/g, ' |'), ';\n').flatMap((piece) => {
    const [, name = '', optional, type = ''] = /^readonly (\w+)(\?)?:\s*([\s\S]+)$/.exec(piece) ?? []
    return name ? [{ name, optional: optional !== undefined, type }] : []
  })

function membersOf(type: string): Member[] {
  const without = /^Omit<(\w+), (.+)>$/.exec(type)
  if (without) return membersOf(without[1] ?? '').filter(({ name }) => !without[2]?.includes(`'${name}'`))
  if (type.startsWith('{')) return membersIn(type.slice(1, -1))
  const found = interfaces.get(type.replace(/<.*/, ''))
  return found ? [...(found.base ? pieces(found.base, ',').flatMap(membersOf) : []), ...membersIn(found.body)] : []
}

const uses = new Map<string, Props[]>()
function walk(node: unknown): void {
  if (Array.isArray(node)) return node.forEach(walk)
  if (typeof node !== 'object' || node === null || !('tag' in node)) return
  const { tag, props, children } = node as { tag: unknown; props: Props; children: readonly unknown[] }
  if (tag === 'head' || tag === 'svg') return
  if (typeof tag !== 'function') return walk(children)
  const given = children.length > 0 ? { ...props, children: children.length === 1 ? children[0] : children } : props
  uses.set(tag.name, [...(uses.get(tag.name) ?? []), given])
  walk((tag as (props: Props) => unknown)(given))
}
const assets = { stylesheet: '/a.css', icon: '/i.svg' }
for (const page of [DesignPage, BookSample, SignInSample, BeginSample, DeskSample, OfficerSample])
  walk(page({ language: 'de', assets }))

/** True unless told. */
const USUAL = new Set(['mark'])
// Nobody sees these, or not there: which of the links is the current one shows in tabs and days.
const UNSEEN = new Set(
  `accept action autocomplete class description download files form formaction formtarget hidden icon id inputmode
   max maxlength method min multiple name role rowId scripts search step theme
   Button.label Button.opens Link.current PublicPage.account.current Button.type Button.value ActionForm.label ActionForm.opens ActionForm.value
   ChoiceGroup.value CheckField.value Form.label Link.label Link.language TimeGrid.times.value TimeGrid.groups.times.value`.split(
    /\s+/,
  ),
)

const alternatives = (type: string): string[] =>
  pieces(type, '|').flatMap((one) => {
    const alias = aliases.get(one)
    return alias ? alternatives(alias) : [one]
  })

/** What of a member no use shows; `values` are those that the uses give it. */
function unshown(path: string, { name, optional, type }: Member, values: readonly unknown[]): string[] {
  const all = alternatives(type)
  const looks = all.flatMap((one): (string | number | boolean)[] => {
    if (one === 'boolean') return [!USUAL.has(name)]
    const literal = /^'(.+)'$|^(\d+)$/.exec(one)
    return literal ? [literal[1] ?? Number(literal[2])] : []
  })
  const given = values.filter((value) => value !== undefined && (value !== false || USUAL.has(name)))
  const leftOut = given.length < values.length
  const mayMiss = optional || all.includes('undefined')
  const missing = looks.filter((look) => !values.includes(look))
  // what is left out looks like the one that no other use names
  const unnamed = looks.length > 1 && missing.length === 1 && leftOut ? [] : missing
  const [only = ''] = all.filter((one) => one !== 'undefined')
  const inner = /^readonly ([\w{][\s\S]*)\[\]$/.exec(only)?.[1] ?? only
  const parts = membersOf(inner).flatMap((member) =>
    look(`${path}.${member.name}`, member, given.flat() as readonly Props[]),
  )
  return [
    ...unnamed.map((one) => `${path}: ${String(one)}`),
    ...(looks.length === 0 && mayMiss && given.length === 0 ? [`${path}: given`] : []),
    ...(mayMiss && !leftOut ? [`${path}: left out`] : []),
    ...(UNSEEN.has(name) ? [] : parts),
  ]
}

const look = (path: string, member: Member, props: readonly Props[]): string[] =>
  UNSEEN.has(member.name) || UNSEEN.has(path)
    ? []
    : unshown(
        path,
        member,
        props.map((one) => one?.[member.name]),
      )

test('every part stands on the pages of all parts in everything that it can be', () => {
  const parts = [
    ...declared.matchAll(/export function ([A-Z]\w+)(?:<\w+>)?\((?:props|\{[^}]*\}): ([\s\S]+?),?\s*\): Html/g),
  ].filter(([, name = '']) => name in door)
  expect(parts.length).toBeGreaterThan(35)
  const missing = parts.flatMap(([, name = '', type = '']) => {
    const members = membersOf(type.trim())
    expect(members, name).not.toEqual([])
    return members.flatMap((member) => look(`${name}.${member.name}`, member, uses.get(name) ?? []))
  })
  expect(missing).toEqual([])
})
