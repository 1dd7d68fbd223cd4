import { defineConfig } from 'vitest/config'

process.env['TZ'] = 'Pacific/Auckland' // a zone nobody here lives in: code that reads the machine's zone fails

const jsx = { oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } } } as const

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    projects: [
      {
        ...jsx,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        ...jsx,
        test: {
          name: 'browser',
          include: ['tests/**/*.test.ts'],
          isolate: false,
          fileParallelism: false, // one browser at a time on two cores
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
