import type { Permission } from '#platform/http/permission.ts'
import type { Route, Who } from '#platform/http/route.ts'
import { roles, type Role } from './roles.ts'

/** The place that the matrix asks for; rights are judged before it is looked up. */
export const HERE = '00000000-0000-4000-8000-000000000000'
const ELSEWHERE = '00000000-0000-4000-8000-000000000001'

/** Members with a right at one place only: where it holds, and where it does not. */
export const placedVisitors = {
  'desk-here': { role: 'desk', place: HERE },
  'desk-at-another-place': { role: 'desk', place: ELSEWHERE },
  'read-only-here': { role: 'read-only', place: HERE },
  'administrator-here': { role: 'administrator', place: HERE },
  'administrator-at-another-place': { role: 'administrator', place: ELSEWHERE },
} as const
export type PlacedVisitor = keyof typeof placedVisitors
const isPlaced = (visitor: string): visitor is PlacedVisitor => Object.hasOwn(placedVisitors, visitor)

/** Who a visit comes from: nobody signed in, a member of another organisation, a member by role or by right at a place. */
export const visitors = ['nobody', 'elsewhere', ...roles, ...(Object.keys(placedVisitors) as PlacedVisitor[])] as const
export type Visitor = (typeof visitors)[number]

/** One line: a route, the right it needs, and who is let in. */
export type MatrixLine = {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly right: Permission | Exclude<Who, Permission>
  readonly admits: Readonly<Record<Visitor, boolean>>
}
export type Matrix = readonly MatrixLine[]

function admits({ who, place }: Route['rules'], visitor: Visitor): boolean {
  if (who === 'anyone' || who === 'set-up') return true // a set-up page judges its link itself
  if (who === 'customer') return false // a staff session, or none, is never that of a customer
  if (visitor === 'nobody') return false
  if (who === 'account') return true
  if (visitor === 'elsewhere') return false
  if (!isPlaced(visitor)) return who.roles.includes(visitor satisfies Role)
  const right = placedVisitors[visitor]
  if (who.roles.includes('by-place')) return true
  if (!who.perPlace || place === undefined || !who.roles.includes(right.role)) return false
  return place === 'some' || right.place === HERE
}

/**
 * Who is worth asking of a line: a right at one place is one thing where the right can be held at places, and everywhere else
 * the strongest of them stands for all.
 */
export const askedOf = ({ right, admits: of }: MatrixLine): [Visitor, boolean][] =>
  (Object.entries(of) as [Visitor, boolean][]).filter(
    ([visitor]) =>
      !isPlaced(visitor) || visitor === 'administrator-here' || (typeof right !== 'string' && right.perPlace === true),
  )

/** The permission matrix of these routes, as data: what a screen shows and what the tests ask for. */
export const matrixOf = (routes: readonly Route[]): Matrix =>
  routes.map(({ method, path, rules }) => ({
    method,
    path,
    right: rules.who,
    admits: Object.fromEntries(visitors.map((visitor) => [visitor, admits(rules, visitor)])) as Record<
      Visitor,
      boolean
    >,
  }))
