import { sql } from 'kysely'
import { maySomewhere, type Permission, placesOf } from '#platform/http/permission.ts'
import type { Asked } from '#platform/http/route.ts'
import { ButtonLink, type Html, Link, Muted, Panel, Rows } from '#platform/ui/index.ts'
import { mayFileDocuments, mayReadDocuments } from '../permissions.ts'
import { DOCUMENTS } from '../viewing/paths.ts'
import { db } from './data.ts'
import { linkWords } from './link-texts.ts'
import { REQUESTS } from './paths.ts'

/**
 * On a person's page, for staff: how many documents about them who looks may read, what is asked of them, and the way to ask for
 * more. Titles are not opened here: the page of the person is about how to reach them, the documents have one of their own.
 */
export async function personDocuments(asked: Asked<string, unknown>, person: string): Promise<Html | undefined> {
  const { at, language, href } = asked
  const { actor } = at
  if (actor.kind !== 'member' || !maySomewhere(actor, mayReadDocuments)) return undefined
  const t = linkWords(language).person
  const within = (may: Permission) => {
    const places = placesOf(actor, may)
    return places ? sql<boolean>`archive_id = any(${[...places]}::uuid[])` : sql<boolean>`true`
  }
  const documents = await db(at)
    .selectFrom('documents')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(
      sql<boolean>`(holder_id = ${person}::uuid or id in (select document_id from document_people where person_id = ${person}::uuid))`,
    )
    .where('state', '<>', 'trash')
    .where(within(mayReadDocuments))
    .executeTakeFirstOrThrow()
  const mayAsk = maySomewhere(actor, mayFileDocuments)
  const open = await db(at)
    .selectFrom('document_requests')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('holder_id', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
    .where(within(mayFileDocuments))
    .executeTakeFirstOrThrow()
  const rows = [
    ...(documents.count > 0
      ? [{ main: <Link url={href(`${DOCUMENTS}?person=${person}`)}>{t.documents(documents.count)}</Link> }]
      : []),
    ...(mayAsk && open.count > 0 ? [{ main: <Link url={href(REQUESTS)}>{t.asked(open.count)}</Link> }] : []),
  ]
  return (
    <Panel title={t.title}>
      {rows.length > 0 ? <Rows rows={rows} /> : <Muted>{t.none}</Muted>}
      {mayAsk && (
        <div>
          <ButtonLink kind="secondary" small url={href(`${REQUESTS}/neu?person=${person}`)}>
            {t.ask}
          </ButtonLink>
        </div>
      )}
    </Panel>
  )
}
