import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  DataTable,
  EmptyState,
  Form,
  type Html,
  KeyValue,
  Link,
  Muted,
  Name,
  Notice,
  Panel,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '#privacy'
import { words } from '../texts.ts'
import { CorrectForm, type CorrectFormProps, type Taken, TakenNotice } from './correct.tsx'

export type Contested = {
  readonly id: string
  readonly name: string
  readonly personAt: string
  readonly what: string
  readonly proposed: string
  readonly said: string
  readonly since: Temporal.Instant
  readonly byPerson: boolean
}

type Office = OfficeScreen & { readonly zone: string }

/** Everything that is contested now, the oldest first. */
export function CorrectionsPage(
  props: Office & {
    readonly lines: readonly Contested[]
    readonly decideAt: (id: string) => string
    readonly done: boolean
  },
): Html {
  const { language, lines, decideAt } = props
  const w = words(language).correction
  const f = format(language, props.zone)
  return (
    <OfficeFrame {...props} title={w.listTitle} lead={w.listLead}>
      {props.done && (
        <Notice language={language} tone="success" role="status">
          {w.done}
        </Notice>
      )}
      <Panel>
        <DataTable
          caption={w.listTitle}
          rows={lines}
          columns={[
            {
              label: w.person,
              header: true,
              cell: ({ name, personAt }) => (
                <Link url={personAt}>
                  <Name lines>{name || '–'}</Name>
                </Link>
              ),
            },
            { label: w.what, cell: ({ what }) => what },
            { label: w.proposed, cell: ({ proposed }) => <Name lines>{proposed || '–'}</Name> },
            { label: w.said, cell: ({ said }) => <Name lines>{said || '–'}</Name> },
            {
              label: w.since,
              cell: ({ since, byPerson }) => (
                <>
                  {f.shortDate(since)}
                  <br />
                  <Muted>{byPerson ? w.byPerson : w.byStaff}</Muted>
                </>
              ),
            },
            {
              label: w.decide,
              // a POST: whoever looks at somebody's data leaves a note of it
              cell: ({ id }) => (
                <ActionForm action={decideAt(id)} small>
                  {w.decide}
                </ActionForm>
              ),
            },
          ]}
          empty={<EmptyState title={w.noneOpen}>{w.noneOpenHint}</EmptyState>}
        />
      </Panel>
    </OfficeFrame>
  )
}

export type DecideProps = Office & {
  readonly line: Contested
  /** What stands there now; undefined when the row is gone. */
  readonly stands: string | undefined
  readonly writable: boolean
  readonly multiline: boolean
  readonly action: string
  readonly entered: string | undefined
  readonly wrong: string | undefined
  readonly unreasoned: boolean
}

/** One contest: what stands there, what it should be, and the two ways to end it. */
export function DecidePage(props: DecideProps): Html {
  const { language, line, action } = props
  const w = words(language).correction
  const value = {
    language,
    name: 'wert',
    label: w.right,
    value: props.entered ?? (line.proposed || props.stands),
    error: props.wrong,
    mark: false,
  } as const
  return (
    <OfficeFrame {...props} title={w.deciding}>
      <Panel title={line.what}>
        <KeyValue
          items={[
            { term: w.person, value: <Name lines>{line.name || '–'}</Name> },
            {
              term: w.stands,
              value: <Name lines>{props.stands === undefined ? w.gone : props.stands || w.empty}</Name>,
            },
            { term: w.proposed, value: <Name lines>{line.proposed || '–'}</Name> },
            { term: w.said, value: <Name lines>{line.said || '–'}</Name> },
          ]}
        />
        <Form action={action} hidden={{ tat: 'ja' }} label={w.accept}>
          {props.writable ? (
            props.multiline ? (
              <TextArea {...value} rows={4} />
            ) : (
              <TextField {...value} />
            )
          ) : (
            <p>{w.byHand}</p>
          )}
          <Actions>
            <Button>{props.writable ? w.accept : w.acceptByHand}</Button>
          </Actions>
        </Form>
      </Panel>
      <Panel title={w.refuse}>
        <Form action={action} hidden={{ tat: 'nein' }} label={w.refuse}>
          <TextArea
            language={language}
            name="warum"
            label={w.why}
            hint={w.whyHint}
            error={props.unreasoned ? w.whyMissing : undefined}
            maxlength={4000}
            required
          />
          <Actions>
            <Button kind="secondary">{w.refuse}</Button>
          </Actions>
        </Form>
      </Panel>
    </OfficeFrame>
  )
}

/** Somebody's data in the hands of staff: to be put right at once, or by a link that the person gets. */
export function CorrectForPersonPage(
  props: Office & { readonly form: CorrectFormProps; readonly name: string; readonly taken: Taken | undefined },
): Html {
  const w = words(props.language).correction
  return (
    <OfficeFrame {...props} title={w.forPerson} lead={<Name lines>{props.name}</Name>}>
      {props.taken && <TakenNotice language={props.language} taken={props.taken} />}
      <CorrectForm {...props.form} />
    </OfficeFrame>
  )
}

/** The door to somebody's data, and the link for the person. */
export function CorrectForPersonStart(
  props: Office & {
    readonly name: string
    readonly action: string
    readonly link: string
    readonly until: Temporal.PlainDate
  },
): Html {
  const { language } = props
  const w = words(language).correction
  return (
    <OfficeFrame {...props} title={w.forPerson} lead={<Name lines>{props.name}</Name>}>
      <Panel lead={w.forPersonLead}>
        <ActionForm action={props.action} kind="primary">
          {w.forPerson}
        </ActionForm>
      </Panel>
      <Panel title={w.invite} lead={w.inviteLead(format(language, 'UTC').date(props.until))}>
        <TextField language={language} name="link" label={w.invite} value={props.link} readonly mark={false} />
      </Panel>
    </OfficeFrame>
  )
}
