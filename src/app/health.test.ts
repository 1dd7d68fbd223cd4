import { afterAll, beforeAll, expect, test } from 'vitest'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { healthPages } from './health.ts'
import { createMetrics } from './metrics.ts'

let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules: [] })
})
afterAll(() => web?.close())

test('well is who gets an answer from the database; who gets none is told so soon, and well again afterwards', async () => {
  const ask = () => healthPages(web.house, createMetrics()).request('/health')
  expect((await ask()).status).toBe(200)
  const { pool } = web.house
  const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  const without = await ask()
  expect([without.status, await without.text()]).toEqual([503, 'no database\n'])
  for (const one of taken) one.release()
  expect((await ask()).status).toBe(200)
})

test('figures that cannot be read are left out and told, the others are there', async () => {
  const told: unknown[] = []
  const metrics = createMetrics((error) => told.push(error))
  metrics.gauge('copies_failing', 'Copies.', async () => 3)
  metrics.gauge('runs_missing', 'Runs.', () => Promise.reject(new Error('no database')))
  metrics.answered({ status: 200, ms: 7 })
  metrics.answered({ status: 404, ms: 9_000 })
  const answer = await healthPages(web.house, metrics).request('/metrics')
  const lines = (await answer.text()).split('\n')
  expect(answer.status).toBe(200)
  for (const line of [
    'belegt_requests_total{status="2xx"} 1',
    'belegt_requests_total{status="4xx"} 1',
    'belegt_request_ms_bucket{le="10"} 1',
    'belegt_request_ms_bucket{le="+Inf"} 2',
    'belegt_request_ms_count 2',
    'belegt_copies_failing 3',
  ])
    expect(lines).toContain(line)
  expect(lines.filter((line) => line.startsWith('belegt_runs_missing'))).toEqual([])
  expect(told).toEqual([new Error('no database')])
})
