import { type Exemption, exemptions, personPage } from '#people'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import {
  Actions,
  Button,
  ButtonLink,
  ChoiceGroup,
  Columns,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  Panel,
  SelectField,
  Stack,
  TextArea,
  TextField,
  Toned,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '#privacy'
import { signOf } from '../letters/letter.ts'
import { requestPath, toneOf } from '../screens/desk.tsx'
import { INFORM, informPath } from './paths.ts'
import type { ToInform } from './queries.ts'
import { informingTexts } from './texts.ts'

type Office = OfficeScreen & { readonly zone: string }

export type InformProps = Office & {
  readonly lines: readonly ToInform[]
  readonly all: number
  readonly done: boolean
}

const left = (days: number, language: Office['language']): Html => {
  const w = informingTexts(language)
  return <Toned tone={toneOf(days)}>{days < 0 ? w.over(-days) : w.left(days)}</Toned>
}

/** Everybody who is not yet informed, whose month ends first on top. */
export function InformPage(props: InformProps): Html {
  const { language, href, lines, all, zone } = props
  const w = informingTexts(language)
  const f = format(language, zone)
  const day = (text: string) => f.shortDate(Temporal.PlainDate.from(text))
  return (
    <OfficeFrame {...props} title={w.title} lead={w.lead}>
      {props.done && (
        <Notice language={language} tone="success" role="status">
          {w.one.done}
        </Notice>
      )}
      <Panel>
        <DataTable
          caption={w.title}
          rows={lines}
          columns={[
            {
              label: w.person,
              header: true,
              cell: ({ notice, name, request }) => (
                <Link url={href(informPath(notice.id))}>
                  {name ? <Name lines>{name}</Name> : request ? w.request(signOf(request)) : w.unnamed}
                </Link>
              ),
            },
            { label: w.source, cell: ({ notice }) => w.sources[notice.source] },
            { label: w.obtained, cell: ({ notice }) => day(notice.obtained_on) },
            { label: w.due, cell: ({ until }) => f.shortDate(until) },
            {
              label: w.state,
              cell: ({ notice, days }) => (
                <>
                  {left(days, language)}
                  {notice.returned_on && <p class="small">{w.returned(day(notice.returned_on))}</p>}
                </>
              ),
            },
          ]}
          empty={<EmptyState title={w.none}>{w.noneText}</EmptyState>}
        />
      </Panel>
      {all > lines.length && <p>{w.more(lines.length, all)}</p>}
    </OfficeFrame>
  )
}

export type InformOneProps = Office & {
  readonly line: ToInform
  readonly today: string
  readonly entered: Raw
  readonly problems: Problems
}

/** One person: the letter, and what is noted once they know. */
export function InformOnePage(props: InformOneProps): Html {
  const { language, href, line, problems, zone } = props
  const t = informingTexts(language)
  const w = t.one
  const f = format(language, zone)
  const own = href(informPath(line.notice.id))
  const labels: Readonly<Record<string, string>> = { how: w.how, on: w.on, under: w.under, reason: w.reason }
  const named = Object.keys(problems)
  return (
    <OfficeFrame
      {...props}
      title={line.name || (line.request ? t.request(signOf(line.request)) : t.unnamed)}
      lead={w.lead}
      actions={
        <ButtonLink kind="secondary" url={href(INFORM)}>
          {w.back}
        </ButtonLink>
      }
    >
      {named.length > 0 && (
        <ErrorSummary
          language={language}
          errors={named.map((field) => ({ field, message: `${labels[field] ?? field}: ${problemOf(props, field)}` }))}
        />
      )}
      <Columns
        aside={
          <Panel title={w.letterTitle} lead={w.letterText}>
            <p>
              <Link url={`${own}/brief/de`}>{w.letterDe}</Link>
            </p>
            <p>
              <Link url={`${own}/brief/en`}>{w.letterEn}</Link>
            </p>
          </Panel>
        }
      >
        <Stack>
          <Panel
            title={`${t.due} ${f.shortDate(line.until)}`}
            lead={`${t.sources[line.notice.source]}, ${f.shortDate(Temporal.PlainDate.from(line.notice.obtained_on))}`}
          >
            <p>{left(line.days, language)}</p>
            {line.notice.returned_on && (
              <p>{t.returned(f.shortDate(Temporal.PlainDate.from(line.notice.returned_on)))}</p>
            )}
            <p>
              <Link
                url={href(line.request && !line.name ? requestPath(line.request) : personPage(line.notice.person_id))}
              >
                {line.request && !line.name ? t.request(signOf(line.request)) : w.toPerson}
              </Link>
            </p>
            <TellForm {...props} own={own} />
          </Panel>
          <ExemptForm {...props} own={own} />
        </Stack>
      </Columns>
    </OfficeFrame>
  )
}

function problemOf({ problems, language }: InformOneProps, field: string): string | undefined {
  const w = informingTexts(language).one
  if (!problems[field]) return undefined
  return field === 'on' ? w.day : field === 'reason' ? w.missing : w.choice
}

function TellForm(props: InformOneProps & { readonly own: string }): Html {
  const { language, own, entered, today } = props
  const w = informingTexts(language).one
  return (
    <Form action={`${own}/informiert`}>
      <ChoiceGroup
        language={language}
        name="how"
        label={w.how}
        required
        value={entered['how'] ?? 'letter'}
        error={problemOf(props, 'how')}
        options={[
          { value: 'letter', label: w.letter },
          { value: 'in-person', label: w.inPerson },
        ]}
      />
      <TextField
        language={language}
        name="on"
        label={w.on}
        hint={w.onHint}
        type="date"
        value={entered['on'] ?? today}
        min={props.line.notice.obtained_on}
        max={today}
        error={problemOf(props, 'on')}
        required
        width="medium"
      />
      <Actions>
        <Button>{w.submit}</Button>
      </Actions>
    </Form>
  )
}

function ExemptForm(props: InformOneProps & { readonly own: string }): Html {
  const { language, own, entered } = props
  const w = informingTexts(language).one
  const label = (one: Exemption) => w.exemptions[one]
  return (
    <Panel title={w.exemptTitle} lead={w.exemptLead}>
      <Form action={`${own}/ausnahme`}>
        <SelectField
          language={language}
          name="under"
          label={w.under}
          required
          value={entered['under']}
          error={problemOf(props, 'under')}
          options={exemptions.map((value) => ({ value, label: label(value) }))}
        />
        <TextArea
          language={language}
          name="reason"
          label={w.reason}
          hint={w.reasonHint}
          required
          rows={3}
          maxlength={2000}
          value={entered['reason']}
          error={problemOf(props, 'reason')}
        />
        <Actions>
          <Button kind="secondary">{w.exempt}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}
