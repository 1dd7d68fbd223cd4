import type { Module } from '#platform/module.ts'

export const rights: Module = {
  name: 'rights',
  routes: [],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals: {},
}
