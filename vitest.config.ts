import { defineConfig } from 'vitest/config'

process.env['TZ'] = 'Pacific/Auckland' // a zone nobody here lives in: code that reads the machine's zone fails

// what is waited for comes at once on an idle machine; two busy cores may need longer
const patient = { poll: { timeout: 15_000 } } as const
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
          exclude: ['**/*.{declares,long}.test.ts'],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        ...jsx,
        // declares tables and activities of its own, which no other test may find in the registries
        test: {
          name: 'declares',
          include: ['src/**/*.declares.test.ts'],
          isolate: true,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        ...jsx,
        // crowds, kills and sweeps on the real server: true, and not in a hurry
        test: {
          name: 'long',
          include: ['{src,tools}/**/*.long.test.ts'],
          exclude: ['**/*.declares.long.test.ts'],
          isolate: false,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        ...jsx,
        test: {
          name: 'long-declares',
          include: ['src/**/*.declares.long.test.ts'],
          isolate: true,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        ...jsx,
        test: {
          name: 'browser',
          include: ['tests/**/*.test.ts'],
          isolate: false,
          fileParallelism: false, // one browser at a time on two cores
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
    ],
  },
})
