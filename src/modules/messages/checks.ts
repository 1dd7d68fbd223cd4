import type { Checks } from '#privacy'
import { blockChecks } from './blocks/checks.ts'
import { followingChecks } from './following/checks.ts'
import { smsChecks } from './sms/checks.ts'

export const messageChecks: Checks = { ...blockChecks, ...followingChecks, ...smsChecks }
