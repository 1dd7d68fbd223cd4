import { format } from '#platform/text/format.ts'
import {
  Actions,
  ActionForm,
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Notice,
  Pagination,
  Panel,
  Rows,
  SelectField,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '../../overview/frame.tsx'
import { type Hold, type HoldCounts, type HoldFilter, type HoldPage, keeperName } from '../held.ts'
import { retentionPaths } from '../paths.ts'
import { retentionTexts } from '../texts.ts'

type Common = OfficeScreen & {
  readonly zone: string
  readonly kinds: readonly { readonly value: string; readonly label: string }[]
}
export type HoldsProps = Common & {
  readonly list: HoldPage
  readonly counts: HoldCounts
  readonly filter: HoldFilter
  readonly today: string
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
  readonly said: string | undefined
}

const nameIn = (kinds: Common['kinds'], table: string): string =>
  kinds.find(({ value }) => value === table)?.label ?? table

/** What must not be deleted for now: the list, and the form for one more. */
export function HoldsScreen(props: HoldsProps): Html {
  const { language, counts, list, filter, errors, said } = props
  const t = retentionTexts(language)
  const listed = Object.entries(errors).map(([field, message]) => ({ field, message }))
  return (
    <OfficeFrame {...props} title={t.holds} lead={t.holdsLead}>
      <ErrorSummary language={language} errors={listed} />
      {said && (
        <Notice language={language} tone="success" title={said} role="status">
          {''}
        </Notice>
      )}
      {counts.inForce + counts.ended === 0 ? (
        <Panel>
          <EmptyState title={t.noHolds}>{t.noHoldsText}</EmptyState>
        </Panel>
      ) : (
        <Panel title={isChosen(filter) ? t.found(list.total) : t.inForce(list.total)}>
          <FilterForm {...props} />
          <Listed {...props} />
        </Panel>
      )}
      <Panel title={t.newHold} id="neu">
        <HoldForm {...props} />
      </Panel>
    </OfficeFrame>
  )
}

const isChosen = (filter: HoldFilter): boolean => Object.values(filter).some((one) => one !== undefined && one !== '')

function FilterForm({ language, href, kinds, counts, filter }: HoldsProps): Html {
  const t = retentionTexts(language)
  const field = (name: keyof HoldFilter, label: string) => ({
    language,
    name,
    label,
    mark: false,
    value: filter[name] ?? '',
  })
  return (
    <Form method="get" action={href(retentionPaths.holds)} label={t.filter}>
      <div class="row">
        <SelectField
          {...field('table', t.kind)}
          empty={t.all}
          options={counts.tables.map(({ value, count }) => ({ value, label: t.counted(nameIn(kinds, value), count) }))}
        />
        <SelectField
          {...field('keptBy', t.keptBy)}
          empty={t.all}
          options={counts.keepers.map(({ value, count }) => ({
            value,
            label: t.counted(value === 'hand' ? t.byHand : keeperName(value, language), count),
          }))}
        />
        <SelectField
          {...field('reason', t.reason)}
          empty={t.any}
          options={counts.reasons.map(({ value, reason, count }) => ({
            value,
            label: t.counted(reason.length > 60 ? `${reason.slice(0, 59)}…` : reason, count),
          }))}
        />
        <SelectField
          {...field('shown', t.state)}
          empty={false}
          value={filter.shown ?? 'in-force'}
          options={(['in-force', 'ended', 'all'] as const).map((one) => ({ value: one, label: t.states[one] }))}
        />
      </div>
      <Actions>
        <Button kind="secondary">{t.show}</Button>
        {isChosen(filter) && <Link url={href(retentionPaths.holds)}>{t.showAll}</Link>}
      </Actions>
    </Form>
  )
}

function Listed(props: HoldsProps): Html {
  const { language, zone, kinds, list, filter, href } = props
  const t = retentionTexts(language)
  const f = format(language, zone)
  const day = (date: string) => f.shortDate(Temporal.PlainDate.from(date))
  if (list.total === 0) {
    const nothing = isChosen(filter) ? [t.noneFits, t.noneFitsText] : [t.noHolds, t.noHoldsText]
    return <EmptyState title={nothing[0]}>{nothing[1]}</EmptyState>
  }
  const address = (page: number) => {
    const given = Object.entries({ ...filter, seite: String(page) }).filter(([, value]) => value)
    return `${href(retentionPaths.holds)}?${new URLSearchParams(given as [string, string][])}`
  }
  return (
    <>
      <Rows
        rows={list.holds.map((hold) => ({
          main: `${nameIn(kinds, hold.table)}: ${hold.reason}`,
          note: (
            <>
              {hold.releasedAt ? t.releasedOn(f.shortDate(hold.releasedAt)) : t.ends(day(hold.until))}
              {` · ${t.setOn(f.shortDate(hold.setAt))} · `}
              <span class="mono">{hold.object.slice(0, 8)}</span>
              {hold.inForce && hold.keptBy !== null && ` · ${t.kept}`}
            </>
          ),
          end: !hold.inForce ? (
            <span class="muted">{t.ended}</span>
          ) : (
            hold.keptBy === null && <End {...props} hold={hold} />
          ),
        }))}
      />
      <Pagination language={language} page={list.page} pages={list.pages} url={address} />
    </>
  )
}

function End({ language, href, hold }: Common & { readonly hold: Hold }): Html {
  const t = retentionTexts(language)
  return (
    <ButtonLink kind="tertiary" small url={href(retentionPaths.release(hold.id))}>
      {t.release}
      <span class="sr"> {hold.reason}</span>
    </ButtonLink>
  )
}

function HoldForm({ language, href, kinds, values, errors, today }: HoldsProps): Html {
  const t = retentionTexts(language)
  const field = (name: string) => ({ language, name, value: values[name] ?? '', error: errors[name], required: true })
  return (
    <Form action={href(retentionPaths.holds)}>
      <SelectField {...field('art')} label={t.kind} options={kinds} />
      <TextField {...field('kennung')} label={t.object} hint={t.objectHint} autocomplete="off" maxlength={36} />
      <TextArea {...field('grund')} label={t.reason} hint={t.reasonHint} rows={2} maxlength={500} />
      <TextField {...field('bis')} label={t.until} type="date" min={today} width="medium" />
      <Actions>
        <Button>{t.set}</Button>
      </Actions>
    </Form>
  )
}

/** Asks once more before a hold ends, since what waited for it is then erased. */
export function ReleaseScreen(props: Common & { readonly hold: Hold }): Html {
  const { language, zone, kinds, hold, href } = props
  const t = retentionTexts(language)
  const f = format(language, zone)
  return (
    <OfficeFrame {...props} title={t.releaseTitle} lead={t.releaseText}>
      <Panel>
        <KeyValue
          items={[
            { term: t.kind, value: nameIn(kinds, hold.table) },
            { term: t.object, value: <span class="mono">{hold.object}</span> },
            { term: t.reason, value: hold.reason },
            { term: t.until, value: f.shortDate(Temporal.PlainDate.from(hold.until)) },
          ]}
        />
        <Actions>
          <ActionForm kind="danger" action={href(retentionPaths.release(hold.id))}>
            {t.releaseNow}
          </ActionForm>
          <Link url={href(retentionPaths.holds)}>{t.back}</Link>
        </Actions>
      </Panel>
    </OfficeFrame>
  )
}
