import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Check, privacyChecks, type Probe } from '#privacy'
import { programUnderTest, type ProgramUnderTest, tampered } from '#testing/program.ts'
import { documentForms } from './forms.ts'

let given: ProgramUnderTest
beforeAll(async () => (given = await programUnderTest()))
afterAll(() => given.close())

const justInTime = privacyChecks(documentForms)['optigem/just-in-time-notice'] as Check
/** Only the forms of documents that need no account: the others are reached by their own modules. */
const ours = async (): Promise<Probe> => {
  const probe = await given.probing()
  return { ...probe, routes: probe.routes.filter(({ path }) => path in documentForms) }
}

test('the form to hand in files says above its button what becomes of them', async () => {
  expect(await justInTime(await ours())).toEqual({ kept: true, evidence: expect.stringContaining('1 forms') })
})

test('a form that does not say it is found', async () => {
  const silent = tampered(await ours(), (html) => html.replaceAll('/datenschutz', '/elsewhere'))
  expect(await justInTime(silent)).toMatchObject({ kept: false })
})
