import pg from 'pg'

export type Cleaned = { readonly vacuumed: readonly string[]; readonly rewritten: boolean }

/**
 * Sees to it that what was erased does not linger as dead rows: their space is taken back (VACUUM, no lock that anyone
 * notices), and the file of the persons' keys is written anew, so that a destroyed key is not found in it. Readers of
 * keys wait for that at most `lockTimeoutMs`; when the lock is not to be had in that time the next night tries again.
 * @param owner login of the tables' owner
 */
export async function afterErasure(
  owner: pg.ClientConfig,
  tables: Iterable<string>,
  { lockTimeoutMs = 2_000 } = {},
): Promise<Cleaned> {
  const touched = [...new Set(tables)].toSorted()
  if (touched.length === 0) return { vacuumed: [], rewritten: false }
  const client = new pg.Client({ ...owner, application_name: 'belegt clean-up' })
  await client.connect()
  try {
    for (const table of touched) await client.query(`vacuum (index_cleanup on) ${pg.escapeIdentifier(table)}`)
    await client.query(`set lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    const rewritten = touched.includes('person_keys')
      ? await client.query('vacuum (full) person_keys').then(
          () => true,
          (error: { code?: string }) => {
            if (error.code === '55P03') return false // lock not available
            throw error
          },
        )
      : false
    return { vacuumed: touched, rewritten }
  } finally {
    await client.end()
  }
}
