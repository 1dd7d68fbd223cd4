import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { get, page, post, see } from '#platform/http/route.ts'
import { delivering } from './data.ts'
import { maySeeMessages } from './permissions.ts'
import { troubledMessages } from './queries.ts'
import { retryMail } from './queue.ts'
import { OutboxPage } from './screens/outbox.tsx'

export const OUTBOX_PAGE = '/team/nachrichten'

/** @param personPage where a person's page stands below an organisation, if anywhere */
export const outboxRoutes = (personPage: ((person: string) => string) | undefined) => [
  get(
    `/:organisation${OUTBOX_PAGE}`,
    { who: maySeeMessages, purpose: delivering, input: z.object({ gesendet: z.string().optional() }) },
    async (asked) =>
      page(
        <OutboxPage
          frame={asked.staffFrame()}
          language={asked.language}
          zone={asked.at.organisation.zone}
          messages={await troubledMessages(asked.at)}
          retryAt={(id) => asked.href(`${OUTBOX_PAGE}/${id}/erneut`)}
          personAt={personPage && ((person) => asked.href(personPage(person)))}
          retried={asked.input.gesendet !== undefined}
        />,
      ),
  ),

  post(`/:organisation${OUTBOX_PAGE}/:id/erneut`, { who: maySeeMessages, purpose: delivering }, async (asked) => {
    const id = uuidField().safeParse(asked.params['id'])
    if (!id.success || !(await retryMail(asked.at, id.data))) throw refuse('messages.nothing-to-send', 'gone')
    return see(`${asked.href(OUTBOX_PAGE)}?gesendet=1`)
  }),
]
