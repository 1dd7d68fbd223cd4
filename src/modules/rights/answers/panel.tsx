import { mayEverywhere } from '#platform/http/permission.ts'
import type { Asked } from '#platform/http/route.ts'
import { type Html, Link, Panel } from '#platform/ui/index.ts'
import { mayHandleRequests } from '../permissions.ts'
import { correctionsOf } from './correction-routes.tsx'
import { handoversOf } from './routes.tsx'
import { words } from './texts.ts'

/** On a person's page, for who handles requests: the ways to correct what is wrong and to give data out. */
export async function correctionPanel(asked: Asked<string, unknown>, person: string): Promise<Html | undefined> {
  const { at, language, href } = asked
  if (at.actor.kind !== 'member' || !mayEverywhere(at.actor, mayHandleRequests)) return undefined
  const t = words(language)
  return (
    <Panel title={t.lay.panel}>
      <p>
        <Link url={href(correctionsOf(person))}>{t.correction.forPerson}</Link>
      </p>
      <p>
        <Link url={href(handoversOf(person))}>{t.lay.title}</Link>
      </p>
    </Panel>
  )
}
