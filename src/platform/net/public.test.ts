import { expect, test } from 'vitest'
import { isLoopback } from './public.ts'

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['[::1]', true],
  ['127.example.org', false],
  ['127.0.0.1.example.org', false],
  ['10.0.0.1', false],
  ['localhost.example.org', false],
])('%s is this machine: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is)
})
