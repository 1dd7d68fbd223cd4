import { z } from 'zod'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { mailAddress, ticked } from '#platform/http/fields.ts'
import { post, type Reply, type Route, see } from '#platform/http/route.ts'
import { open } from '#platform/keys/sealed.ts'
import { answer, extend, gatherAgain, nothingHeld, refuseRequest, takeBack } from '../actions/answer.ts'
import { carryOut } from '../actions/carry.ts'
import { lockRequest } from '../actions/file.ts'
import { mustAllow } from '../actions/allowed.ts'
import { askWhoItIs, identify, noteAuthority } from '../actions/identity.ts'
import { nameObjected, stopWhileWeighed } from '../actions/objecting.ts'
import { choosePersons, personsOf } from '../actions/persons.ts'
import { markRecipient, sendToldList } from '../actions/recipients.ts'
import { changeRequest, todayOf } from '../actions/file.ts'
import type { RequestRow } from '../data.ts'
import type { Ports } from '../ports.ts'
import { isGround, isMethod, isRefusalReason } from '../rules/kinds.ts'
import { requestPath } from '../screens/desk.tsx'
import { dayIn, type Desk, desk, DESK_ROUTE, idIn, line, lines, namesIn, sendingIn, stepFields } from './common.ts'
import { requestReply } from './request.tsx'

type Fields = z.ZodRawShape

/** What is refused here is refused before anything was written: the page is shown again and the transaction may end well. */
const beforeWriting = (error: unknown) =>
  isRefusal(error) && error.code.startsWith('rights.') && error.kind !== 'not-found' ? error : undefined

/**
 * A step of a request: its form carries the version that the page was opened with. Whoever was slower sees how things
 * stand now, and nothing of theirs is stored.
 */
function step<F extends Fields>(
  path: string,
  fields: F,
  work: (asked: Desk<z.output<z.ZodObject<F & typeof stepFields>>>, row: RequestRow) => Promise<unknown>,
  { stepUp = false }: { readonly stepUp?: boolean } = {},
): Route {
  type Input = z.output<z.ZodObject<F & typeof stepFields>>
  const input = z.object({ ...stepFields, ...fields })
  return post(
    `${DESK_ROUTE}/:request/${path}`,
    {
      ...desk,
      stepUp,
      input: input as unknown as z.ZodType<Record<string, unknown>>,
      again: async (asked) => requestReply(asked, { refused: refuse('rights.not-complete', 'invalid') }, 422),
    },
    async (asked): Promise<Reply> => {
      const given = asked.input as Input & { version: number }
      try {
        const row = await lockRequest(asked.at, idIn(asked), given.version)
        await work(asked as unknown as Desk<Input>, row)
      } catch (error) {
        const refused = beforeWriting(error)
        if (!refused) throw error
        return requestReply(asked, { refused }, refused.kind === 'conflict' ? 409 : 422)
      }
      return see(`${asked.href(requestPath(idIn(asked)))}?gespeichert=ja`)
    },
  )
}

/** What cannot be taken back: data are gone, or in somebody's hands. */
const dangerous = { stepUp: true } as const

const yes = z.enum(['yes', 'no'])
const ids = z
  .union([z.uuid(), z.array(z.uuid())])
  .optional()
  .transform((some) => [some ?? []].flat())

export const stepRoutes = (ports: Ports): readonly Route[] => [
  step('vollmacht', { shown: yes, said: line(300) }, ({ at, input }, row) =>
    noteAuthority(at, row, input.shown === 'yes', input.said),
  ),

  step('person', { proven: yes, method: z.string(), said: line(300) }, ({ at, input }, row) => {
    if (!isMethod(input.method)) throw refuse('rights.not-complete', 'invalid')
    return identify(at, row, { proven: input.proven === 'yes', method: input.method, said: input.said })
  }),

  step('nachfrage', { question: lines(1_000) }, (asked, row) =>
    askWhoItIs(asked.at, asked, row, {
      question: asked.input.question,
      sending: sendingIn(asked.at, row, asked.input),
    }),
  ),

  step('personen', { persons: ids }, async ({ at, input }, row) => {
    await mustAllow(at, row, 'persons')
    await choosePersons(at, row, input.persons, 'staff')
    await stopWhileWeighed(at, await changeRequest(at, row, { nothing_held: false }))
  }),

  step('wogegen', { objected: namesIn }, ({ at, input }, row) => nameObjected(at, row, input.objected)),

  step('nichts', {}, ({ at }, row) => nothingHeld(at, row)),

  step('verlaengern', { months: z.enum(['1', '2']), reason: lines(1_000) }, (asked, row) =>
    extend(asked.at, asked, row, {
      months: Number(asked.input.months),
      reason: asked.input.reason,
      sending: sendingIn(asked.at, row, asked.input),
    }),
  ),

  step(
    'ausfuehren',
    {
      sure: ticked(),
      ground: z.string().optional(),
      weighing: lines(4_000),
      right_name: line(200),
      right_mail: mailAddress({ required: false }),
      right_phone: line(40),
    },
    async ({ at, input }, row) => {
      if (row.kind === 'erasure' && !input.sure) throw refuse('rights.not-sure', 'invalid')
      const { right_name: name, right_mail: mail, right_phone: phone } = input
      await carryOut(at, row, await personsOf(at, row.id), {
        ...(isGround(input.ground) ? { ground: input.ground } : {}),
        weighing: input.weighing,
        reasons: (await open(at, row.message)) ?? '',
        correct: { name: name || undefined, mail: mail || undefined, phone: phone || undefined },
      })
    },
    dangerous,
  ),

  step('neu-zusammenstellen', {}, ({ at }, row) => gatherAgain(at, row)),

  step(
    'antwort',
    { note: lines(4_000), to_name: line(200), to_mail: mailAddress({ required: false }) },
    (asked, row) => {
      const { to_name: name, to_mail: mail } = asked.input
      if ((name === '') !== (mail === '')) throw refuse('rights.not-complete', 'invalid')
      return answer(asked.at, asked, row, {
        transferTo: name === '' ? undefined : { name, mail },
        note: asked.input.note,
        sending: sendingIn(asked.at, row, asked.input),
        shelf: ports.house(),
      })
    },
    dangerous,
  ),

  step('ablehnen', { reason: z.string(), words: lines(4_000) }, (asked, row) => {
    const { reason, words } = asked.input
    if (!isRefusalReason(reason) || words === '') throw refuse('rights.reason-missing', 'invalid')
    return refuseRequest(asked.at, asked, row, { reason, words, sending: sendingIn(asked.at, row, asked.input) })
  }),

  step('zurueckgenommen', { said: line(300) }, (asked, row) => takeBack(asked.at, asked, row, asked.input.said)),

  step(
    'empfaenger/:recipient',
    { state: z.enum(['told', 'confirmed', 'impossible']), on: z.string().max(20).optional(), why: line(500) },
    (asked, row) => {
      const { state, on, why } = asked.input
      return markRecipient(
        asked.at,
        row,
        idIn(asked, 'recipient'),
        state === 'impossible' ? { state, reason: why } : { state, on: dayIn(on) ?? todayOf(asked.at) },
      )
    },
  ),

  step('liste', {}, (asked, row) => sendToldList(asked.at, asked, row)),
]
