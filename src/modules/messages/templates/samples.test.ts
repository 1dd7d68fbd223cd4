import { expect, test } from 'vitest'
import type { Actor, Scope } from '#platform/data/scope.ts'
import type { MailSamples } from '#platform/mail/samples.ts'
import { trialMail } from '../sending/trial-mail.ts'
import { givenFor, offeredFor } from './samples.ts'

const asked: string[] = []
const source: MailSamples = {
  kinds: [trialMail.kind],
  may: { permission: 'test.see', roles: ['desk'], why: { de: '', en: '' } },
  latest: async (_, kind) => {
    asked.push(`latest ${kind}`)
    return [{ id: 'one', label: 'One' }]
  },
  values: async (_, { id }) => {
    asked.push(`values ${id}`)
    return { organisation: 'Echt' }
  },
}
const by = (actor: Actor) => ({ actor }) as Scope<string>
const member = (role: string) => by({ kind: 'member', id: '1', account: '2', role })

test('real data are neither offered to nor opened for who may not see them', async () => {
  for (const at of [
    member('read-only'),
    by({ kind: 'anyone' }),
    by({ kind: 'member', id: '1', account: '2', role: 'x', rights: [{ role: 'desk', place: 'one' }] }),
  ]) {
    expect(await offeredFor(at, trialMail, [source])).toEqual({ samples: [], why: 'not-permitted' })
    expect((await givenFor(at, trialMail, [source], { id: 'one', language: 'de' })).values['organisation']).not.toBe(
      'Echt',
    )
  }
  expect(asked).toEqual([])
  expect(await offeredFor(member('desk'), trialMail, [source])).toEqual({ samples: [{ id: 'one', label: 'One' }] })
  const given = await givenFor(member('desk'), trialMail, [source], { id: 'one', language: 'de' })
  expect([given.values['organisation'], asked]).toEqual(['Echt', [`latest ${trialMail.kind}`, 'values one']])
})

test('why data are invented: nothing there yet, or a mail without any', async () => {
  const empty = { ...source, latest: async () => [] }
  expect(await offeredFor(member('desk'), trialMail, [empty])).toEqual({ samples: [], why: 'none-yet' })
  expect(await offeredFor(member('desk'), { kind: 'test.other' }, [source])).toEqual({ samples: [], why: 'never' })
})
