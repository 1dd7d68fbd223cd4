import type { Module } from '#platform/module.ts'
import './answers/data.ts'
import { tellingJob } from './changes/tell.ts'

export const rights: Module = {
  name: 'rights',
  routes: [],
  jobs: [tellingJob],
  listeners: [],
  navigation: [],
  refusals: {},
}
