import type { Actor } from '#platform/data/scope.ts'
import { roles, type Role } from '../roles.ts'

/** The most powerful role that who acts holds for the whole organisation; empty for who is no member. */
export function actingRole(actor: Actor): string {
  if (actor.kind !== 'member') return ''
  const held = actor.rights?.flatMap(({ role, place }) => (place === undefined ? [role] : [])) ?? [actor.role]
  return roles.find((role) => held.includes(role)) ?? ''
}

/** Only main administrators decide about main administrators: nobody raises themselves or disempowers who stands above. */
export function mayDecide(actor: string, before: Role | undefined, after: Role | undefined): boolean {
  const aboutMain = before === 'main-administrator' || after === 'main-administrator'
  return actor === 'main-administrator' || (actor === 'administrator' && !aboutMain)
}

/** Whether this change would leave the organisation without anybody who may do everything. */
export const leavesNobody = (mains: readonly string[], member: string, after: Role | undefined): boolean =>
  after !== 'main-administrator' && mains.length === 1 && mains[0] === member
