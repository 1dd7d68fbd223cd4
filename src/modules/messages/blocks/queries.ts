import type { Scope } from '#platform/data/scope.ts'
import { blockHash } from '#privacy'
import type { Address } from './actions.ts'
import { db } from './data.ts'

export const MOST_ACTS = 50

const acts = (at: Scope<string>) =>
  db(at)
    .selectFrom('block_acts')
    .select(['id', 'act', 'way', 'reason', 'note', 'at'])
    .orderBy('at', 'desc')
    .limit(MOST_ACTS)

/** What was done about blocks lately, by whatever way; the newest first. */
export const recentActs = (at: Scope<string>) => acts(at).execute()

/** The same for one address. */
export const actsAbout = async (at: Scope<string>, { token, channel }: Address) =>
  acts(at)
    .where('address_hash', '=', await blockHash(at, token, channel))
    .execute()

export type ActLine = Awaited<ReturnType<typeof recentActs>>[number]
