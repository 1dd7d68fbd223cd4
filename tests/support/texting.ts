// An organisation that sends SMS by a provider on this machine, and what can be seen of them.
import { randomUUID } from 'node:crypto'
import { measuring } from '../../src/modules/messages/following/index.ts'
import { db, texting } from '../../src/modules/messages/sms/data.ts'
import { dispatchSms } from '../../src/modules/messages/sms/dispatch.ts'
import { providerNamed } from '../../src/modules/messages/sms/providers/index.ts'
import { queueSms } from '../../src/modules/messages/sms/queue.ts'
import { keepSetup } from '../../src/modules/messages/sms/settings.ts'
import { type Recipient, recordConsent, readRecipientsBy } from '../../src/modules/privacy/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { inScope, type House, type Scope } from '../../src/platform/data/scope.ts'
import { somebody } from './person.ts'
import { SEVEN, TWILIO, type SmsWorld } from './sms.ts'

const on = new Map<string, Recipient[]>()

/** Stands for the register of processors where its module is left out. */
export const registerOfThisTest = (): void => readRecipientsBy(async (at) => on.get(at.organisation.id) ?? [])

export const switchOnHere = (organisation: Organisation, id: string): void =>
  void on.set(organisation.id, [
    {
      id,
      name: `${id} GmbH`,
      place: 'Kiel',
      role: 'processor',
      task: { de: 'sendet SMS', en: 'sends SMS' },
      contract: 'AVV 1',
    },
  ])
export const switchOffHere = (organisation: Organisation): void => void on.delete(organisation.id)

/** An activity that rests on consent, as those do that SMS are sent for. */
const CONSENTED = measuring

export const NUMBER = '+4915123456789'

export async function setUpSms(house: House, organisation: Organisation, name: 'twilio' | 'seven'): Promise<void> {
  const provider = providerNamed(name)
  if (!provider) throw new Error(`no provider ${name}`)
  const setup = {
    provider,
    access: name === 'twilio' ? TWILIO : SEVEN,
    sender: 'Musterstadt',
    price: 750,
    currency: 'EUR',
  }
  const kept = await within(house, organisation, (at) => keepSetup(at, setup, 0))
  if (!kept) throw new Error('somebody else set up SMS here')
}

export const within = <T>(
  house: House,
  organisation: Organisation,
  work: (at: Scope<'messages.texting'>) => Promise<T>,
): Promise<T> => inScope(house, { organisation, actor: { kind: 'system', job: 'test' }, purpose: texting }, work)

export const smsOf = (house: House, organisation: Organisation) => ({
  /** Somebody who consented, with one SMS in the outbox. */
  async queue(more: { cause?: string; to?: string; text?: string; consent?: boolean } = {}): Promise<string> {
    return within(house, organisation, async (at) => {
      const person = await somebody(at, { name: 'Paula Post', mail: `paula-${randomUUID().slice(0, 6)}@example.org` })
      if (more.consent ?? true)
        await recordConsent(at, { person, activity: CONSENTED, wording: 'SMS an diese Nummer', special: false })
      await queueSms(at, {
        person,
        to: more.to ?? NUMBER,
        cause: more.cause ?? randomUUID(),
        kind: 'test.sms',
        version: 0,
        activity: CONSENTED,
        text: more.text ?? 'Ihr Termin: morgen, 9:30 Uhr.',
      })
      return person
    })
  },
  rows: () =>
    within(house, organisation, (at) =>
      db(at).selectFrom('sms_messages').selectAll().orderBy('created_at').orderBy('id').execute(),
    ),
  async one() {
    const [row] = await this.rows()
    if (!row) throw new Error('no SMS in the outbox')
    return row
  },
  events: () =>
    within(house, organisation, async (at) =>
      (await db(at).selectFrom('sms_events').select(['state', 'code']).orderBy('at').execute()).map(({ state, code }) =>
        code ? `${state} ${code}` : state,
      ),
    ),
  send: (world: Pick<SmsWorld, 'bases'>) => dispatchSms(house, organisation, world.bases),
})
