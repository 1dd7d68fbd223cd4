import type { Asked } from '#platform/http/route.ts'
import { type Html, Link, Panel } from '#platform/ui/index.ts'
import { mayHandleRequests } from '../permissions.ts'
import { correctionsOf } from './correction-routes.tsx'
import { words } from './texts.ts'

/** On a person's page, for who handles requests: the way to correct what is wrong. */
export async function correctionPanel(asked: Asked<string, unknown>, person: string): Promise<Html | undefined> {
  const { at, language, href } = asked
  if (at.actor.kind !== 'member' || !mayHandleRequests.roles.includes(at.actor.role)) return undefined
  const w = words(language).correction
  return (
    <Panel title={w.label}>
      <p>
        <Link url={href(correctionsOf(person))}>{w.forPerson}</Link>
      </p>
    </Panel>
  )
}
