import {
  ActionForm,
  ButtonLink,
  EmptyState,
  Link,
  Name,
  PageHead,
  Panel,
  Pill,
  Rows,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import type { ServiceInList } from '../queries/services.ts'
import { serviceWords } from '../service-texts.ts'
import { Saved, type Frame } from './parts.tsx'

type Props = Frame & {
  readonly services: readonly ServiceInList[]
  readonly hasLocations: boolean
  readonly saved: string | undefined
}

export function ServicesPage({ frame, language, href, services, hasLocations, saved }: Props) {
  const w = serviceWords(language)
  const create = <ButtonLink url={href(paths.newService)}>{w.create}</ButtonLink>
  return (
    <StaffPage {...frame} title={w.title}>
      <Stack>
        <Saved language={language} text={saved} />
        <PageHead title={w.title} lead={w.lead} actions={services.length > 0 && create} />
        <Panel>
          {services.length > 0 ? (
            <Rows rows={services.map((one, place) => row({ language, href, one, place, count: services.length }))} />
          ) : hasLocations ? (
            <EmptyState title={w.empty} action={create}>
              {w.emptyHint}
            </EmptyState>
          ) : (
            <EmptyState
              title={w.empty}
              action={<ButtonLink url={href(paths.newLocation)}>{w.createLocation}</ButtonLink>}
            >
              {w.noLocation}
            </EmptyState>
          )}
        </Panel>
      </Stack>
    </StaffPage>
  )
}

type RowProps = Omit<Frame, 'frame'> & {
  readonly one: ServiceInList
  readonly place: number
  readonly count: number
}

function row({ language, href, one, place, count }: RowProps) {
  const w = serviceWords(language)
  const name = (language === 'en' && one.name_en) || one.name
  const where = one.locations.map((location) => location.name).join(', ')
  const step = (to: 'up' | 'down') => (
    <ActionForm kind="tertiary" small action={href(paths.orderServices)} hidden={{ service: one.id, to }}>
      {w[to]}
      <span class="sr"> {name}</span>
    </ActionForm>
  )
  return {
    main: (
      <Link url={href(paths.service(one.id))}>
        <Name>{name}</Name>
      </Link>
    ),
    note: `${w.minutes(one.duration_minutes)} · ${where || w.nowhere}`,
    end: (
      <span class="acts">
        {!one.active && <Pill tone="muted">{w.off}</Pill>}
        {one.active && where === '' && <Pill tone="warning">{w.nowhere}</Pill>}
        {place > 0 && step('up')}
        {place < count - 1 && step('down')}
      </span>
    ),
  }
}
