import type { Module } from '#platform/module.ts'
import './data.ts'
import './kinds.ts'
import type { Ports } from './ports.ts'
import { refusals } from './refusals.ts'

/** Documents: sealed before they leave the sender, proven in store, found by any word. */
export const documents = (_ports: Ports): Module => ({
  name: 'documents',
  routes: [],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals,
})
