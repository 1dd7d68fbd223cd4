import { ButtonLink, EmptyState, Link, Name, PageHead, Panel, Pill, Rows, StaffPage } from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import type { LocationInList } from '../queries/locations.ts'
import { words } from '../texts.ts'
import type { Frame } from './parts.tsx'

export function LocationsPage({
  frame,
  language,
  href,
  locations,
  everywhere,
}: Frame & { readonly locations: readonly LocationInList[]; readonly everywhere: boolean }) {
  const w = words(language).list
  // who sets up one place makes no others
  const create = everywhere && <ButtonLink url={href(paths.newLocation)}>{w.create}</ButtonLink>
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead title={w.title} lead={w.lead} actions={locations.length > 0 && create} />
      <Panel>
        {locations.length === 0 ? (
          <EmptyState title={w.empty} action={create}>
            {w.emptyHint}
          </EmptyState>
        ) : (
          <Rows
            rows={locations.map((one) => ({
              main: (
                <Link url={href(paths.location(one.id))}>
                  <Name>{one.name}</Name>
                </Link>
              ),
              note: [
                [one.street, [one.postal_code, one.city].filter(Boolean).join(' ')].filter(Boolean).join(', '),
                w.facts(one.desks, one.services),
              ]
                .filter(Boolean)
                .join(' · '),
              end: <State language={language} location={one} />,
            }))}
          />
        )}
      </Panel>
    </StaffPage>
  )
}

function State({ language, location }: { readonly language: Frame['language']; readonly location: LocationInList }) {
  const w = words(language).list
  if (!location.active) return <Pill tone="muted">{w.off}</Pill>
  const ready = location.desks > 0 && location.services > 0 && location.hasHours
  return <Pill tone={ready ? 'success' : 'warning'}>{ready ? w.ready : w.incomplete}</Pill>
}
