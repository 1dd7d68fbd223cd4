import { refuse } from '#platform/errors/errors.ts'
import { file, get } from '#platform/http/route.ts'
import { newestCheckpoint } from './merge.ts'
import { informing } from '../data.ts'

const PLAIN = 'text/plain; charset=utf-8'

/** What anyone may keep a copy of: signed checkpoints, and the public key that verifies them. */
export const ledgerRoutes = [
  get('/:organisation/nachweise', { who: 'anyone', purpose: informing }, async ({ at }) => {
    const newest = await newestCheckpoint(at)
    if (!newest) throw refuse('privacy.no-checkpoint', 'not-found')
    return file(newest.note, PLAIN)
  }),
  get('/:organisation/nachweise/:size', { who: 'anyone', purpose: informing }, async ({ at, params }) => {
    const wanted = params['size'] ?? ''
    if (wanted === 'schluessel') {
      const newest = await newestCheckpoint(at)
      if (!newest) throw refuse('privacy.no-checkpoint', 'not-found')
      return file(`${newest.signer}\n`, PLAIN)
    }
    const size = /^[1-9][0-9]{0,14}$/.test(wanted) ? Number(wanted) : 0
    const found = size > 0 ? await newestCheckpoint(at, size) : undefined
    if (found?.size !== size || !found) throw refuse('privacy.no-checkpoint', 'not-found')
    return file(found.note, PLAIN, { cache: 'public, max-age=86400' })
  }),
]

export const ledgerRefusals = {
  'privacy.no-checkpoint': {
    de: 'Diesen Nachweis gibt es (noch) nicht. Der neueste steht unter /nachweise; neue entstehen jede Minute, in der etwas geschieht.',
    en: 'There is no such checkpoint (yet). The newest is at /nachweise; new ones are made each minute in which something happens.',
  },
} as const
