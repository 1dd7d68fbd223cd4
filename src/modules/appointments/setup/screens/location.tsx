import {
  ButtonLink,
  ChoiceGroup,
  Columns,
  EmptyState,
  ErrorSummary,
  Form,
  Button,
  KeyValue,
  Link,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import { rulesOf, type Place } from '../queries/locations.ts'
import { missingFor, type Missing } from '../rules/missing.ts'
import { outsideOf } from '../rules/preview.ts'
import { words } from '../texts.ts'
import { DesksPanel } from './desks.tsx'
import { Holidays, Outside, Preview, WeekTable } from './hours-parts.tsx'
import { BackLink, Conflict, errorList, Saved, type FormState, type Frame } from './parts.tsx'

type Props = Frame & {
  readonly place: Place
  readonly today: string
  readonly region: string
  readonly saved: string | undefined
  readonly desks: FormState
}

/** A location with all that decides what can be booked there. */
export function LocationPage(props: Props) {
  const { frame, language, href, place, today, region, saved, desks } = props
  const w = words(language)
  const { location } = place
  const rules = rulesOf(place)
  const link = (url: string, label: string) => <Link url={href(url)}>{label}</Link>
  const told = { language, zone: location.zone }
  return (
    <StaffPage {...frame} title={location.name}>
      <Stack>
        <ErrorSummary language={language} errors={errorList(desks.errors)} />
        <Conflict language={language} changes={desks.conflict} />
        <Saved language={language} text={saved} />
        <BackLink url={href(paths.locations)}>{w.location.backToList}</BackLink>
        <PageHead title={<Name>{location.name}</Name>} />
        <Checklist {...props} missing={missingFor(place, today)} />
        <Outside {...told} bookings={outsideOf(place.ahead, rules)} />
        <Columns
          aside={
            <>
              <Panel title={w.location.facts} aside={link(paths.facts(location.id), w.edit)}>
                <KeyValue items={factsOf(props, region)} />
              </Panel>
              <Panel title={w.holidays.heading}>
                <Holidays language={language} rules={rules} today={today} />
              </Panel>
            </>
          }
        >
          <DesksPanel language={language} href={href} place={place} state={desks} />
          <Panel title={w.hours.title} aside={link(paths.hours(location.id), w.hours.edit)}>
            <WeekTable {...told} week={place.week} />
            <p class="small">{link(paths.exceptions(location.id), w.exceptions.edit)}</p>
          </Panel>
          <Panel title={w.preview.heading} lead={w.preview.lead}>
            <Preview language={language} rules={rules} today={today} />
          </Panel>
          <ServicesThere {...props} />
        </Columns>
      </Stack>
    </StaffPage>
  )
}

function factsOf({ language, place }: Props, region: string) {
  const w = words(language)
  const { location } = place
  const lines = [location.street, [location.postal_code, location.city].filter(Boolean).join(' ')].filter(Boolean)
  return [
    {
      term: w.location.address,
      value: lines.length > 0 ? lines.map((line) => <div>{line}</div>) : <Muted>{w.location.noAddress}</Muted>,
    },
    { term: w.location.fields.zone, value: location.zone },
    { term: w.location.fields.holiday_region, value: region },
    ...(location.notes ? [{ term: w.location.fields.notes, value: <Name>{location.notes}</Name> }] : []),
  ]
}

/** What is still missing before anybody can book here, each with the way to mend it. */
function Checklist({ language, href, place, missing }: Props & { readonly missing: readonly Missing[] }) {
  const w = words(language).missing
  const id = place.location.id
  if (missing.length === 0)
    return (
      <Notice language={language} tone="success" title={w.done}>
        {w.doneText}
      </Notice>
    )
  const steps: Record<string, { url: string; label: string } | undefined> = {
    active: { url: href(paths.facts(id)), label: w.activeDo },
    desk: { url: '#desks', label: w.deskDo },
    hours: { url: href(paths.hours(id)), label: w.hoursDo },
    closed: { url: href(paths.hours(id)), label: w.hoursDo },
    service: { url: href(paths.newService), label: w.serviceDo },
    offered: { url: '#services', label: w.offeredDo },
  }
  return (
    <Notice language={language} tone="warning" title={w.heading}>
      <ul>
        {missing.map((one) => {
          if (typeof one !== 'string') return <li>{w.long(one.long.join(', '))}</li>
          const step = steps[one]
          return (
            <li>
              {w[one]} {step && <a href={step.url}>{step.label}</a>}
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}

function ServicesThere({ language, href, place }: Props) {
  const w = words(language)
  const offered = place.services.filter((one) => one.offered).map(({ id }) => id)
  return (
    <Panel title={w.there.heading} id="services">
      {place.services.length === 0 ? (
        <EmptyState
          title={w.there.empty}
          action={<ButtonLink url={href(paths.newService)}>{w.missing.serviceDo}</ButtonLink>}
        />
      ) : (
        <Form action={href(paths.there(place.location.id))} hidden={{ base: offered.join(',') }}>
          <ChoiceGroup
            language={language}
            name="services"
            label={w.there.label}
            mark={false}
            many
            value={offered}
            options={place.services.map((one) => ({
              value: one.id,
              label: (language === 'en' && one.name_en) || one.name,
              hint: one.active ? undefined : w.there.off,
            }))}
          />
          <div>
            <Button kind="secondary">{w.there.save}</Button>
          </div>
        </Form>
      )}
    </Panel>
  )
}
