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
  Panel,
  Rows,
  SelectField,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '../../overview/frame.tsx'
import type { Hold } from '../holds.ts'
import { retentionPaths } from '../paths.ts'
import { retentionTexts } from '../texts.ts'

type Common = OfficeScreen & {
  readonly zone: string
  readonly kinds: readonly { readonly value: string; readonly label: string }[]
}
export type HoldsProps = Common & {
  readonly holds: readonly Hold[]
  readonly today: string
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
  readonly said: string | undefined
}

const nameIn = (kinds: Common['kinds'], table: string): string =>
  kinds.find(({ value }) => value === table)?.label ?? table

/** What must not be deleted for now: the list, and the form for one more. */
export function HoldsScreen(props: HoldsProps): Html {
  const { language, holds, errors, said } = props
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
      <Panel>
        {holds.length === 0 ? <EmptyState title={t.noHolds}>{t.noHoldsText}</EmptyState> : <Listed {...props} />}
      </Panel>
      <Panel title={t.newHold} id="neu">
        <HoldForm {...props} />
      </Panel>
    </OfficeFrame>
  )
}

function Listed({ language, zone, kinds, holds, href }: HoldsProps): Html {
  const t = retentionTexts(language)
  const f = format(language, zone)
  const day = (date: string) => f.shortDate(Temporal.PlainDate.from(date))
  return (
    <Rows
      rows={holds.map((hold) => ({
        main: `${nameIn(kinds, hold.table)}: ${hold.reason}`,
        note: (
          <>
            {hold.releasedAt ? t.releasedOn(f.shortDate(hold.releasedAt)) : t.ends(day(hold.until))}
            {` · ${t.setOn(f.shortDate(hold.setAt))} · `}
            <span class="mono">{hold.object.slice(0, 8)}</span>
          </>
        ),
        end: hold.inForce ? (
          <ButtonLink kind="tertiary" small url={href(retentionPaths.release(hold.id))}>
            {t.release}
            <span class="sr"> {hold.reason}</span>
          </ButtonLink>
        ) : (
          <span class="muted">{t.ended}</span>
        ),
      }))}
    />
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
