import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { webEngine } from '#platform/sealing/engine.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { type BoxName, openBox, sealBox } from './boxes.ts'

const key = webEngine.random(32)
const ids = { organisationId: randomUUID(), documentId: randomUUID(), version: 1 }
const name: BoxName = { ids, kind: 'pages', part: '1' }
const reason = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: unknown) => (error instanceof SealingProblem ? error.reason : String(error)),
  )

test('what was sealed opens again, and nowhere else', async () => {
  const value = [{ number: 1, text: 'Rüdiger Ährenfeld '.repeat(2_000) }, 'ß']
  const box = await sealBox(key, name, value)
  expect(await openBox(key, name, box)).toEqual(value)
  expect(Buffer.from(box).includes(Buffer.from('hrenfeld'))).toBe(false)
  const others: BoxName[] = [
    { ...name, part: '2' },
    { ...name, kind: 'words' },
    { ...name, ids: { ...ids, version: 2 } },
    { ...name, ids: { ...ids, documentId: randomUUID() } },
    { ...name, ids: { ...ids, organisationId: randomUUID() } },
  ]
  for (const other of others) expect(await reason(openBox(key, other, box))).toBe('wrong-key')
  expect(await reason(openBox(webEngine.random(32), name, box))).toBe('wrong-key')
  const flipped = new Uint8Array(box)
  flipped[box.length - 20] = (box[box.length - 20] ?? 0) ^ 1
  expect(await reason(openBox(key, name, flipped))).toBe('damaged')
})

test('how long a short note is does not show', async () => {
  const note: BoxName = { ids, kind: 'note', part: randomUUID() }
  const lengths = await Promise.all(
    ['', 'nein', 'Bitte bis Freitag prüfen'].map((text) => sealBox(key, note, { text })),
  )
  expect(new Set(lengths.map(({ length }) => length)).size).toBe(1)
})
