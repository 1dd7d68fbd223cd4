import { format } from '#platform/text/format.ts'
import {
  Actions,
  Button,
  DataTable,
  EmptyState,
  Form,
  type Html,
  KeyValue,
  Link,
  Muted,
  Panel,
  Pill,
  Rows,
  SelectField,
  Toned,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '../overview/frame.tsx'
import { factsOf } from './facts.ts'
import { kindNames, nameOfEntry } from './kinds.ts'
import { ledgerTexts } from './office-texts.ts'
import type { LedgerLine, LedgerState } from './queries.ts'
import { grouped } from './receipt-screen.tsx'

type Props = OfficeScreen & {
  readonly zone: string
  readonly state: LedgerState
  readonly lines: readonly LedgerLine[]
  readonly kind: string | undefined
  readonly olderUrl: string | undefined
  /** Whether this is not the first page. */
  readonly further: boolean
  readonly page: string
  readonly receiptAt: (id: string) => string
}

/** How the ledger stands, where its copies are, and what it says. */
export function LedgerScreen(props: Props): Html {
  const t = ledgerTexts(props.language)
  return (
    <OfficeFrame {...props} title={t.title} lead={t.lead}>
      {!props.further && <State {...props} />}
      {!props.further && <Copies {...props} />}
      <Entries {...props} />
    </OfficeFrame>
  )
}

function State({ language, zone, state, href }: Props): Html {
  const t = ledgerTexts(language)
  const f = format(language, zone)
  const waiting = state.waiting > 0 ? ` (${t.waiting(state.waiting)})` : ''
  return (
    <Panel title={t.state}>
      <KeyValue
        items={[
          { term: t.entries, value: `${f.number(state.entries, 0)}${waiting}` },
          { term: t.checkpoint, value: state.signedAt ? f.dateTime(state.signedAt) : t.none },
          ...(state.fingerprint
            ? [
                {
                  term: t.key,
                  value: (
                    <>
                      {grouped(state.fingerprint)}
                      <div>
                        <Muted>{t.keyHint}</Muted>
                      </div>
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      {state.entries > 0 && (
        <p class="small muted">
          {t.publicHint} <Link url={href('/nachweise')}>{href('/nachweise')}</Link>
        </p>
      )}
    </Panel>
  )
}

function Copies({ language, zone, state }: Props): Html {
  const t = ledgerTexts(language)
  const f = format(language, zone)
  return (
    <Panel title={t.copies} lead={t.copiesLead}>
      {state.copies.length === 0 ? (
        <EmptyState title={t.noCopies}>{t.noCopiesText}</EmptyState>
      ) : (
        <Rows
          rows={state.copies.map(({ channel, sentAt, sentSize, failingSince, answer }) => ({
            main: t.channel[channel],
            note: sentAt ? t.sent(f.dateTime(sentAt), f.number(sentSize, 0)) : t.sentNever,
            end: failingSince ? (
              <Toned tone="danger">{t.failing(answer)}</Toned>
            ) : (
              <Toned tone="success">{t.fine}</Toned>
            ),
          }))}
        />
      )}
    </Panel>
  )
}

function Entries(props: Props): Html {
  const { language, zone, lines } = props
  const t = ledgerTexts(language)
  const f = format(language, zone)
  return (
    <Panel title={t.list}>
      <Form action={props.page} method="get" label={t.filter}>
        <SelectField
          language={language}
          name="art"
          label={t.kind}
          mark={false}
          empty={t.all}
          value={props.kind}
          options={kindNames(language)}
        />
        <Actions>
          <Button kind="secondary">{t.filter}</Button>
        </Actions>
      </Form>
      <DataTable
        caption={t.list}
        rows={lines}
        empty={<EmptyState title={t.empty}>{t.emptyText}</EmptyState>}
        columns={[
          { label: t.when, cell: ({ at }) => `${f.shortDate(at)}, ${f.clock(at)}` },
          { label: t.kind, cell: ({ kind }) => <strong>{nameOfEntry(kind, language)}</strong> },
          { label: t.said, cell: (line) => <Said language={language} line={line} /> },
          {
            label: t.proof,
            cell: ({ id, position }) =>
              position === null ? <Pill>{t.wait}</Pill> : <Link url={props.receiptAt(id)}>{t.download}</Link>,
          },
        ]}
      />
      {(props.olderUrl || props.further) && (
        <p class="link-line">
          {props.further && (
            <span>
              <Link url={props.page}>{t.newest}</Link>
            </span>
          )}
          {props.olderUrl && (
            <span>
              <Link url={props.olderUrl}>{t.older}</Link>
            </span>
          )}
        </p>
      )}
    </Panel>
  )
}

function Said({ language, line }: { readonly language: Props['language']; readonly line: LedgerLine }): Html {
  const facts = factsOf(line, language)
  return <span class="small">{facts.map(({ term, value }) => `${term}: ${value}`).join(' · ')}</span>
}
