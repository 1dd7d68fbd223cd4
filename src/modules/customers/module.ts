import type { Module } from '#platform/module.ts'

/** Customer accounts: what people who are served see and manage of their own data in one place. */
export const customers: Module = {
  name: 'customers',
  routes: [],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals: {},
}
