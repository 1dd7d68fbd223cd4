import type { Module } from '#platform/module.ts'

export const registers: Module = {
  name: 'registers',
  routes: [],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals: {},
}
