import type { Checks } from '#privacy'
import { blockChecks } from './blocks/checks.ts'

export const messageChecks: Checks = { ...blockChecks }
