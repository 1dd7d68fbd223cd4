import { setTimeout as wait } from 'node:timers/promises'
import { Hono } from 'hono'
import type { House } from '#platform/data/scope.ts'
import type { Metrics } from './metrics.ts'

/** Milliseconds after which a database that does not answer counts as away. */
const PATIENCE = 2_000

/** Health and figures for the operator, on a port of their own that only this machine reaches. */
export const healthPages = (house: Pick<House, 'pool'>, metrics: Metrics): Hono =>
  new Hono()
    .get('/health', async (context) => {
      const answered = await Promise.race([
        house.pool.query('select 1').then(
          () => true,
          () => false,
        ),
        wait(PATIENCE, false, { ref: false }),
      ])
      return context.text(answered ? 'ok\n' : 'no database\n', answered ? 200 : 503)
    })
    .get('/metrics', async (context) => context.text(await metrics.text()))
