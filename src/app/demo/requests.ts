import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { handling, takeDown } from '#rights'

type Asked = Pick<Parameters<typeof takeDown>[2], 'kind' | 'channel'> & {
  readonly daysAgo: number
  readonly name: string
  readonly mail: string
  readonly address: string
  readonly message: string
}

/** What lies on the officer's desk: one nearly due, one that needs a look at the person, one that came today. */
const asked: readonly Asked[] = [
  {
    kind: 'access',
    channel: 'letter',
    daysAgo: 25,
    name: 'Gudrun Hellweg',
    mail: '',
    address: 'Lindenstraße 14\n48999 Musterlingen',
    message: 'Bitte teilen Sie mir mit, was Sie über mich gespeichert haben.',
  },
  {
    kind: 'erasure',
    channel: 'mail',
    daysAgo: 9,
    name: 'Tarek Öztürk',
    mail: 'tarek.oeztuerk@example.org',
    address: '',
    message: 'Ich ziehe weg und möchte, dass alle meine Daten gelöscht werden.',
  },
  {
    kind: 'rectification',
    channel: 'call',
    daysAgo: 0,
    name: 'Maria-Luise Brandt',
    mail: '',
    address: '',
    message: 'Mein Name wird mit dt am Ende geschrieben.',
  },
]

/** Enters the requests as staff would have: some days ago, each with its clock running since. */
export async function fillRequests(house: House, organisation: Organisation): Promise<void> {
  const absolute = absoluteIn(house, organisation)
  const wish = { organisation, actor: { kind: 'system', job: 'demo' }, purpose: handling } as const
  await inScope(house, wish, async (at) => {
    const today = at.now.toZonedDateTimeISO(organisation.zone).toPlainDate()
    for (const { kind, channel, daysAgo, name, mail, address, message } of asked) {
      await takeDown(
        at,
        { absolute: (path, language = 'de') => absolute(path, language) },
        {
          kind,
          channel,
          receivedOn: today.subtract({ days: daysAgo }),
          language: 'de',
          mail,
          wish: { name, also: '', address, message, forOther: false },
        },
      )
    }
  })
}
