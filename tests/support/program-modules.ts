// Every module of the program, as a test of one of them needs it around: with no mail server and nothing outside.
import { modulesOf } from '../../src/app/modules.ts'
import type { House } from '../../src/platform/data/scope.ts'
import type { Module } from '../../src/platform/module.ts'

export const programModules = (house: () => House): readonly Module[] =>
  modulesOf({ house, transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined })
