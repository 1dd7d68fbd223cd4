import type { Asked } from '#platform/http/route.ts'
import { EmptyState, type Html, Link, Panel, Rows } from '#platform/ui/index.ts'
import { archiveForCustomers, countShownTo } from './actions/customers.ts'
import { db } from './data.ts'
import { linkWords } from './link-texts.ts'
import { OWN, OWN_HAND_IN } from './paths.ts'

/**
 * On a customer's own page: how many documents they can see and what is asked of them. Titles are not opened here: the page
 * of the account is for the account, the documents have one of their own.
 */
export async function customerDocuments(asked: Asked<string, unknown>, person: string): Promise<Html | undefined> {
  const { at, language, href } = asked
  const t = linkWords(language).customer
  const shown = await countShownTo(at, person)
  const open = await db(at)
    .selectFrom('document_requests')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('holder_id', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
    .whereRef('received', '<', 'most')
    .executeTakeFirst()
  const mayHandIn = (await archiveForCustomers(at)) !== undefined
  const asks = open?.count ?? 0
  if (shown === 0 && asks === 0 && !mayHandIn) return undefined
  return (
    <Panel title={t.title} aside={mayHandIn && <Link url={href(OWN_HAND_IN)}>{t.handIn}</Link>}>
      {shown + asks === 0 ? (
        <EmptyState title={t.none}>{t.noneHint}</EmptyState>
      ) : (
        <Rows
          rows={[
            ...(asks > 0 ? [{ main: <Link url={href(OWN)}>{t.asks(asks)}</Link> }] : []),
            ...(shown > 0 ? [{ main: <Link url={href(OWN)}>{t.shown(shown)}</Link> }] : []),
          ]}
        />
      )}
    </Panel>
  )
}
