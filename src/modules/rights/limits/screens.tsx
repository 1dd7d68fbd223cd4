import type { Activity } from '#platform/data/activity.ts'
import { format } from '#platform/text/format.ts'
import {
  Actions,
  ActionForm,
  Button,
  ButtonLink,
  CheckField,
  ChoiceGroup,
  Columns,
  DataTable,
  Details,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  Panel,
  Pill,
  Rows,
  SelectField,
  Stack,
  TextArea,
} from '#platform/ui/index.ts'
import {
  activitiesAboutPeople,
  type ConsentRecord,
  grounds,
  isConsent,
  groundName,
  OfficeFrame,
  type OfficeScreen,
  purposeOf,
  type RaisedObjection,
  type Restriction,
  RightsPanel,
} from '#privacy'
import { limitTexts } from './texts.ts'

export const LIMITS = '/team/datenschutz/einschraenkungen'
export const limitsOf = (person: string): string => `${LIMITS}/${person}`

type Office = OfficeScreen & { readonly zone: string }
export type RestrictedLine = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly ground: Restriction['ground']
  readonly only: string | null
  readonly since: Temporal.Instant
  readonly announced: boolean
}

/** Everybody who is restricted now, the longest first. */
export function RestrictedPage(props: Office & { readonly lines: readonly RestrictedLine[] }): Html {
  const { language, zone, lines, href } = props
  const w = limitTexts(language).list
  const f = format(language, zone)
  return (
    <OfficeFrame {...props} title={w.title} lead={w.lead}>
      <Panel>
        <DataTable
          caption={w.title}
          rows={lines}
          columns={[
            {
              label: w.person,
              header: true,
              cell: ({ person, name }) => (
                <Link url={href(limitsOf(person))}>
                  <Name>{name || w.unnamed}</Name>
                </Link>
              ),
            },
            {
              label: w.ground,
              cell: ({ ground, only }) =>
                only ? `${groundName(ground, language)}, ${w.onlyFor(only)}` : groundName(ground, language),
            },
            { label: w.since, numeric: true, cell: ({ since }) => f.shortDate(since) },
            {
              label: w.state,
              cell: ({ announced }) => (
                <Pill tone={announced ? 'warning' : 'info'}>{announced ? w.announced : w.active}</Pill>
              ),
            },
          ]}
          empty={<EmptyState title={w.none}>{w.noneText}</EmptyState>}
        />
      </Panel>
    </OfficeFrame>
  )
}

export type PersonLimits = Office & {
  readonly person: string
  readonly name: string
  readonly restrictions: readonly Restriction[]
  readonly objections: readonly RaisedObjection[]
  readonly consents: readonly ConsentRecord[]
  readonly shown: readonly ConsentRecord[]
  /** What may be objected to for reasons of the person's own. */
  readonly objectable: readonly Activity[]
  /** The person's own page, whole. */
  readonly ownPage: string
  readonly done: boolean
  readonly entered: Readonly<Record<string, string>>
  readonly problems: Readonly<Record<string, string>>
}

/** Everything that a person decided about their data, and the same done on behalf of a letter or a call. */
export function PersonLimitsPage(props: PersonLimits): Html {
  const { language, href, name, person, problems, consents } = props
  const w = limitTexts(language).page
  const own = href(limitsOf(person))
  const named = Object.entries(problems)
  return (
    <OfficeFrame
      {...props}
      title={name || w.title}
      lead={name ? w.title : undefined}
      actions={
        <>
          {props.restrictions.some(({ liftedAt }) => liftedAt === null) && (
            <ButtonLink kind="secondary" url={href(`${limitsOf(person)}/ankuendigung/pdf`)}>
              {w.liftingLetter}
            </ButtonLink>
          )}
          <ButtonLink kind="secondary" url={href(LIMITS)}>
            {w.back}
          </ButtonLink>
        </>
      }
    >
      {props.done && (
        <Notice language={language} tone="success" role="status">
          {w.done}
        </Notice>
      )}
      {named.length > 0 && (
        <ErrorSummary
          language={language}
          kept={w.problems}
          errors={named.map(([field, code]) => ({ field, message: code === 'choice' ? w.choice : w.missing }))}
        />
      )}
      <Columns
        aside={
          <Stack>
            <RestrictForm {...props} />
            {props.objectable.length > 0 && <ObjectForm {...props} />}
            <Details summary={w.ownLink} panel>
              <p>{w.ownLinkText}</p>
              <p>
                <code>{props.ownPage}</code>
              </p>
            </Details>
          </Stack>
        }
      >
        <RightsPanel {...props} acts={{ restriction: `${own}/aufhebung` }} />
        {props.objections
          .filter(({ outcome }) => outcome === null)
          .slice(0, 1) // one after the other
          .map((objection) => (
            <WeighForm {...props} objection={objection} />
          ))}
        <Panel title={w.advertising}>
          <Advertising {...props} own={own} />
        </Panel>
        <Declarations {...props} own={own} all={[...consents, ...props.shown]} />
      </Columns>
    </OfficeFrame>
  )
}

function Advertising({ language, zone, objections, own }: PersonLimits & { readonly own: string }): Html {
  const w = limitTexts(language).page
  const off = objections.find(({ article }) => article === '21.2')
  if (off) return <p>{w.advertisingOff(format(language, zone).shortDate(off.raisedAt))}</p>
  return (
    <>
      <p>{w.advertisingOn}</p>
      <ActionForm action={`${own}/werbung`}>{w.noAdvertising}</ActionForm>
    </>
  )
}

type All = PersonLimits & { readonly own: string; readonly all: readonly ConsentRecord[] }

function Declarations({ language, zone, own, all, consents }: All): Html {
  const w = limitTexts(language).page
  const f = format(language, zone)
  const inForce = consents.filter(({ withdrawnAt }) => withdrawnAt === null)
  const isOpen = new Set(inForce.map(({ id }) => id))
  return (
    <Panel
      title={w.declarations}
      aside={
        inForce.length > 1 && (
          <ActionForm action={`${own}/widerruf`} hidden={{ consent: 'all' }} small>
            {w.withdrawAll}
          </ActionForm>
        )
      }
    >
      <Rows
        rows={all.map(({ id, activity, givenAt, withdrawnAt, basis }) => ({
          main: purposeOf(activity, language),
          note: [
            isConsent({ basis }) ? w.given(f.dateTime(givenAt)) : w.shown(f.dateTime(givenAt)),
            ...(withdrawnAt ? [w.withdrawn(f.dateTime(withdrawnAt))] : []),
          ].join(', '),
          end: (
            <Actions>
              <Link url={`${own}/erklaerung/${id}`}>{w.print}</Link>
              {isOpen.has(id) && (
                <ActionForm action={`${own}/widerruf`} hidden={{ consent: id }} small>
                  {w.withdraw}
                </ActionForm>
              )}
            </Actions>
          ),
        }))}
      />
    </Panel>
  )
}

const problem = ({ problems, language }: PersonLimits, field: string): string | undefined => {
  const w = limitTexts(language).page
  return problems[field] && (problems[field] === 'choice' ? w.choice : w.missing)
}

function RestrictForm(props: PersonLimits): Html {
  const { language, href, person, entered } = props
  const w = limitTexts(language).page
  return (
    <Panel title={w.restrictTitle} lead={w.restrictLead}>
      <Form action={`${href(limitsOf(person))}/einschraenkung`}>
        <SelectField
          language={language}
          name="ground"
          label={w.ground}
          required
          value={entered['ground']}
          error={problem(props, 'ground')}
          options={grounds.filter((one) => one !== 'd').map((value) => ({ value, label: groundName(value, language) }))}
        />
        <TextArea
          language={language}
          name="reason"
          label={w.reason}
          hint={w.reasonHint}
          rows={3}
          maxlength={2000}
          value={entered['reason']}
        />
        <SelectField
          language={language}
          name="allowed"
          label={w.allowed}
          hint={w.allowedHint}
          empty={w.allowedNone}
          value={entered['allowed']}
          options={activitiesAboutPeople().map(({ name, why }) => ({ value: name, label: why[language] }))}
        />
        <CheckField
          language={language}
          name="tell"
          label={w.tell}
          checked={entered['tell'] === 'yes' || entered['reason'] === undefined}
        />
        <Button kind="danger">{w.restrict}</Button>
      </Form>
    </Panel>
  )
}

function ObjectForm(props: PersonLimits): Html {
  const { language, href, person, entered } = props
  const w = limitTexts(language).page
  return (
    <Panel title={w.objectTitle} lead={w.objectLead}>
      <Form action={`${href(limitsOf(person))}/widerspruch`}>
        <SelectField
          language={language}
          name="activity"
          label={w.activity}
          required
          value={entered['activity']}
          error={problem(props, 'activity')}
          options={props.objectable.map(({ name, why }) => ({ value: name, label: why[language] }))}
        />
        <TextArea
          language={language}
          name="reasons"
          label={w.reasons}
          hint={w.reasonsHint}
          required
          rows={3}
          maxlength={4000}
          value={entered['reasons']}
          error={problem(props, 'reasons')}
        />
        <Button kind="secondary">{w.object}</Button>
      </Form>
    </Panel>
  )
}

function WeighForm(props: PersonLimits & { readonly objection: RaisedObjection }): Html {
  const { language, href, person, objection, entered } = props
  const w = limitTexts(language).page
  return (
    <Panel title={`${w.weighTitle}: ${objection.activity?.why[language] ?? ''}`} lead={objection.reasons ?? undefined}>
      <Form action={`${href(limitsOf(person))}/abwaegung`} hidden={{ objection: objection.id }}>
        <TextArea
          language={language}
          name="weighing"
          label={w.weighing}
          hint={w.weighingHint}
          required
          rows={4}
          maxlength={4000}
          value={entered['weighing']}
          error={problem(props, 'weighing')}
        />
        <ChoiceGroup
          language={language}
          name="outcome"
          label={w.outcome}
          required
          value={entered['outcome']}
          error={problem(props, 'outcome')}
          options={[
            { value: 'upheld', label: w.upheld },
            { value: 'overridden', label: w.overridden },
          ]}
        />
        <Button>{w.weigh}</Button>
      </Form>
    </Panel>
  )
}
