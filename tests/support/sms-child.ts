// Sends SMS in a process that kills itself before its nth step (dying.ts).
import process from 'node:process'
import { dispatchSms } from '../../src/modules/messages/sms/dispatch.ts'
import { given, openDying } from './dying.ts'
import { registerOfThisTest, switchOnHere } from './texting.ts'

registerOfThisTest()
const { house, stepping, counted, close } = await openDying()
globalThis.fetch = stepping(globalThis.fetch)
const organisation = await house.directory.byId(given.organisation)
if (!organisation) throw new Error('no such organisation')
switchOnHere(organisation, given.provider)
const base = new URL(given.base)
const { done, steps } = await counted(() => dispatchSms(house, organisation, { twilio: base, seven: base }))
await close()
process.stdout.write(JSON.stringify({ sent: done, steps }))
