/** A trigger that refuses what no part of the program may do, e.g. changing what the law wants kept as it is. */
export type Guard = { readonly table: string; readonly trigger: string; readonly why: string }

const declared: Guard[] = []

/**
 * Declares a trigger of a table. It runs before the change, once for each row, and refuses or lets pass; a trigger that
 * nobody declared is a finding of the catalog check.
 */
export function guard(table: string, trigger: string, why: string): void {
  if (declared.some((one) => one.table === table && one.trigger === trigger))
    throw new Error(`trigger ${trigger} on table ${table} is declared twice`)
  declared.push({ table, trigger, why })
}

export const allGuards = (): readonly Guard[] => declared
