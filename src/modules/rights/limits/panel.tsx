import { mayEverywhere } from '#platform/http/permission.ts'
import type { Asked } from '#platform/http/route.ts'
import type { Html } from '#platform/ui/index.ts'
import { objectionsOf, restrictionsOf, RightsPanel } from '#privacy'
import { mayHandleRequests } from '../permissions.ts'
import { limitsOf } from './screens.tsx'

/** On a person's page, for who handles requests: how their restrictions and objections stand, and the way to more. */
export async function rightsPanel(asked: Asked<string, unknown>, person: string): Promise<Html | undefined> {
  const { at, language, href } = asked
  if (at.actor.kind !== 'member' || !mayEverywhere(at.actor, mayHandleRequests)) return undefined
  const [restrictions, objections] = await Promise.all([restrictionsOf(at, person), objectionsOf(at, person)])
  return (
    <RightsPanel
      language={language}
      zone={at.organisation.zone}
      restrictions={restrictions}
      objections={objections}
      more={href(limitsOf(person))}
    />
  )
}
