import type { Activity } from '#platform/data/activity.ts'
import { format } from '#platform/text/format.ts'
import {
  Actions,
  ActionForm,
  ButtonLink,
  Columns,
  DataTable,
  Details,
  EmptyState,
  ErrorSummary,
  type Html,
  Link,
  Name,
  Notice,
  Panel,
  Pill,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import {
  type ConsentRecord,
  isConsent,
  groundName,
  OfficeFrame,
  type OfficeScreen,
  purposeOf,
  type RaisedObjection,
  type Restriction,
  RightsPanel,
} from '#privacy'
import { ObjectForm, RestrictForm, WeighForm } from './forms.tsx'
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
            <RestrictForm {...props} own={own} />
            {props.objectable.length > 0 && <ObjectForm {...props} own={own} />}
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
            <WeighForm {...props} own={own} objection={objection} />
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
  const off = objections.find(({ article, outcome }) => article === '21.2' && outcome === 'upheld')
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
      {all.length === 0 && <p class="muted">{w.noDeclarations}</p>}
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
