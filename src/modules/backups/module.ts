import type { Module } from '#platform/module.ts'

export const backups: Module = {
  name: 'backups',
  routes: [],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals: {},
}
