import { noticeAbout } from '#people'
import { mayEverywhere } from '#platform/http/permission.ts'
import type { Asked } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import { type Html, Link, Panel } from '#platform/ui/index.ts'
import { mayHandleRequests } from '../permissions.ts'
import { freeIn } from '../rules/working-days.ts'
import { informPath } from './paths.ts'
import { informBy } from './rules.ts'
import { informingTexts } from './texts.ts'

/** On the page of a person whom staff entered: whether and how they were informed, or until when they must be. */
export async function informingPanel(asked: Asked<string, unknown>, person: string): Promise<Html | undefined> {
  const { at, language, href } = asked
  const owed = await noticeAbout(at, person)
  if (!owed) return undefined
  const w = informingTexts(language).panel
  const f = format(language, at.organisation.zone)
  const until = informBy(Temporal.PlainDate.from(owed.obtained_on), freeIn(at.organisation.holiday_region))
  if (owed.how && owed.informed_on)
    return (
      <Panel title={w.title}>
        <p>{w[owed.how](f.shortDate(Temporal.PlainDate.from(owed.informed_on)))}</p>
      </Panel>
    )
  const mayTell = at.actor.kind === 'member' && mayEverywhere(at.actor, mayHandleRequests)
  return (
    <Panel title={w.title}>
      <p>{w.open(f.shortDate(until))}</p>
      {mayTell && (
        <p>
          <Link url={href(informPath(owed.id))}>{w.go}</Link>
        </p>
      )}
    </Panel>
  )
}
