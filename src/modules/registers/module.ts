import type { Module } from '#platform/module.ts'
import './data/index.ts'

export const registers: Module = {
  name: 'registers',
  routes: [],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals: {},
}
