import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Reply, see } from '#platform/http/route.ts'
import { mayEverywhere } from '#platform/http/permission.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { maySeeMessages } from '../permissions.ts'
import { texting } from './data.ts'
import { eventsOfSms } from './events.ts'
import type { SmsGiven } from './given.ts'
import { countryOf, readMobile } from './numbers.ts'
import { paths } from './paths.ts'
import { maySetUpSms } from './permissions.ts'
import { oneSms, recentSms, type SmsLine, sumOfSms } from './queries.ts'
import { retrySms } from './queue.ts'
import { SmsListPage, type ListProps } from './screens/list.tsx'
import { OneSmsPage } from './screens/one.tsx'
import { readyToText } from './settings.ts'
import { numberSentence } from './setup-texts.ts'
import { setupRoutesOf } from './setup-routes.tsx'
import { smsTextRoutes } from './texts-routes.tsx'

type Desk = Asked<'messages.texting', Record<string, unknown>>
const rules = { who: maySeeMessages, purpose: texting } as const

// The number never stands in an address: its token does, as an id, which leads to nobody without our key.
const asId = (token: Buffer) => token.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const asToken = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const USE = 'sms number'

export function smsStaffRoutes(given: SmsGiven, personPage: ((person: string) => string) | undefined) {
  const personAt = (asked: Desk) => personPage && ((person: string) => asked.href(personPage(person)))

  async function list(asked: Desk, number?: Buffer, wrong?: ListProps['number']): Promise<Reply> {
    const { at, language } = asked
    const { actor } = at
    return page(
      <SmsListPage
        frame={asked.staffFrame()}
        language={language}
        zone={at.organisation.zone}
        href={asked.href}
        rows={await recentSms(at, number)}
        sums={await sumOfSms(at)}
        found={number !== undefined}
        personAt={personAt(asked)}
        mayChange={actor.kind === 'member' && mayEverywhere(actor, maySetUpSms)}
        off={(await readyToText(at)) === undefined}
        {...(wrong ? { number: wrong } : {})}
      />,
      wrong ? 422 : 200,
    )
  }

  async function wanted(asked: Desk): Promise<SmsLine> {
    const id = uuidField().safeParse(asked.params['sms'])
    const found = id.success ? await oneSms(asked.at, id.data) : undefined
    if (!found) throw refuse('messages.no-such-sms', 'not-found')
    return found
  }

  return [
    get(
      `/:organisation${paths.list}`,
      { ...rules, input: z.object({ nummer: z.string().max(64).optional() }) },
      async (asked) => {
        const id = asked.input.nummer ? await readToken(asked.at, USE, asked.input.nummer) : undefined
        return list(asked, id ? asToken(id) : undefined)
      },
    ),

    post(
      `/:organisation${paths.search}`,
      { ...rules, input: z.object({ nummer: typed({ max: 40 }) }) },
      async (asked) => {
        const { at, input, language } = asked
        const read = readMobile(input.nummer, countryOf(at.organisation.holiday_region))
        if ('problem' in read)
          return list(asked, undefined, { value: input.nummer, error: numberSentence(language, read.problem) })
        const token = await tokenFor(at, USE, asId(await exactToken(at, 'phone', read.e164)))
        return see(`${asked.href(paths.list)}?nummer=${token}`)
      },
    ),

    ...setupRoutesOf(given),
    ...smsTextRoutes,

    get(
      `/:organisation${paths.one(':sms')}`,
      { ...rules, input: z.object({ stand: z.string().optional() }) },
      async (asked) => {
        const sms = await wanted(asked)
        return page(
          <OneSmsPage
            frame={asked.staffFrame()}
            language={asked.language}
            zone={asked.at.organisation.zone}
            href={asked.href}
            sms={sms}
            events={await eventsOfSms(asked.at, sms.id)}
            personAt={personAt(asked)}
            retried={asked.input.stand === 'again'}
          />,
        )
      },
    ),

    post(`/:organisation${paths.retry(':sms')}`, rules, async (asked) => {
      const id = uuidField().safeParse(asked.params['sms'])
      if (!id.success || !(await retrySms(asked.at, id.data))) throw refuse('messages.sms-nothing-to-send', 'gone')
      return see(`${asked.href(paths.one(id.data))}?stand=again`)
    }),
  ]
}
