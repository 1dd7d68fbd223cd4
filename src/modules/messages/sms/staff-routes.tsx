import type { Route } from '#platform/http/route.ts'
import type { SmsGiven } from './given.ts'

export const smsStaffRoutes = (
  _given: SmsGiven,
  _personPage: ((person: string) => string) | undefined,
): readonly Route[] => []
