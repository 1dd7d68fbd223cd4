import type { Permission } from '#platform/http/permission.ts'
import type { Route, Who } from '#platform/http/route.ts'
import { roles, type Role } from './roles.ts'

/** Who a visit comes from: nobody signed in, a member of another organisation, or a member by role. */
export const visitors = ['nobody', 'elsewhere', ...roles] as const
export type Visitor = (typeof visitors)[number]

/** One line: a route, the right it needs, and who is let in. */
export type MatrixLine = {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly right: Permission | Exclude<Who, Permission>
  readonly admits: Readonly<Record<Visitor, boolean>>
}
export type Matrix = readonly MatrixLine[]

function admits(who: Who, visitor: Visitor): boolean {
  if (who === 'anyone' || who === 'set-up') return true // a set-up page judges its link itself
  if (who === 'customer') return false // a staff session, or none, is never that of a customer
  if (visitor === 'nobody') return false
  if (who === 'account') return true
  return visitor !== 'elsewhere' && who.roles.includes(visitor satisfies Role)
}

/** The permission matrix of these routes, as data: what a screen shows and what the tests ask for. */
export const matrixOf = (routes: readonly Route[]): Matrix =>
  routes.map(({ method, path, rules }) => ({
    method,
    path,
    right: rules.who,
    admits: Object.fromEntries(visitors.map((visitor) => [visitor, admits(rules.who, visitor)])) as Record<
      Visitor,
      boolean
    >,
  }))
