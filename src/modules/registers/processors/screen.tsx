import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  ButtonLink,
  Details,
  type Html,
  Link,
  Notice,
  Panel,
  Pill,
  Rows,
} from '#platform/ui/index.ts'
import { OfficeFrame, type Recipient } from '#privacy'
import { markOf, SEEN, type Values, type Wrong } from '../forms/fields.ts'
import { FieldsForm } from '../forms/form.tsx'
import { paths } from '../pages.ts'
import type { Screen } from '../screens.ts'
import { EntryScreen, RegisterScreen } from '../sheets/register.tsx'
import { SheetParts, TakeAlong } from '../sheets/sheet.tsx'
import type { ConnectorState, Instruction, Sub } from './queries.ts'
import {
  choiceField,
  endFields,
  entryFields,
  entryState,
  instructionFields,
  type Processor,
  processorProblems,
  subFields,
} from './rules.ts'
import { contractWords, countryWords, entryParts, missingSentence, stateNote } from './sheet.ts'
import { subEndFields } from './sub-ends.ts'
import { processorTexts } from './texts.ts'

const tones = {
  complete: 'success',
  incomplete: 'danger',
  ended: 'muted',
  ending: 'warning',
  overdue: 'danger',
} as const

type ListProps = Screen & {
  readonly entries: readonly Processor[]
  readonly connectors: readonly ConnectorState[]
  readonly configured: readonly Recipient[]
  readonly today: string
  /** Whether the contract with the operator is missing; never at the operator itself. */
  readonly withoutOperator: boolean
}

export function ProcessorsScreen(props: ListProps): Html {
  const { language, href, entries, configured, today } = props
  const t = processorTexts(language)
  return (
    <RegisterScreen
      {...props}
      words={t}
      at={paths.processors}
      notice={
        props.withoutOperator && (
          <Notice language={language} tone="warning" title={t.operatorTitle}>
            {t.operatorText} <Link url={href(`${paths.processors}/neu?fuer=operator`)}>{t.add}</Link>
          </Notice>
        )
      }
      rows={entries}
      columns={[
        {
          label: t.company,
          cell: (one) => (
            <div>
              <Link url={href(`${paths.processors}/${one.id}`)}>{one.name}</Link>
              <div class="small muted">{language === 'en' && one.task_en ? one.task_en : one.task}</div>
            </div>
          ),
        },
        { label: t.place, cell: (one) => one.place },
        { label: t.contract, cell: (one) => contractWords(one, language) || '–' },
        { label: t.country, cell: (one) => countryWords(one, language) },
        {
          label: t.state,
          cell: (one) => (
            <div>
              <Pill tone={tones[entryState(one, today)]}>{t[entryState(one, today)]}</Pill>
              <div class="small muted">{stateNote(one, today, language)}</div>
            </div>
          ),
        },
      ]}
    >
      <Connectors {...props} />
      {configured.length > 0 && (
        <Panel title={t.configured}>
          <Rows
            rows={configured.map((one) => ({
              main: one.name,
              note: `${one.task[language]}. ${one.place}. ${t.contract}: ${one.contract}. ${
                one.thirdCountry ? `${one.thirdCountry.country}, ${one.thirdCountry.safeguard[language]}` : t.noCountry
              }`,
              end: <Pill tone="success">{t.on}</Pill>,
            }))}
          />
        </Panel>
      )}
    </RegisterScreen>
  )
}

function Connectors({ language, href, connectors, zone }: ListProps): Html {
  const t = processorTexts(language)
  const f = format(language, zone)
  if (connectors.length === 0) return <></>
  return (
    <Panel title={t.connectors} lead={t.connectorsLead}>
      <Rows
        rows={connectors.map(({ connector, on, since, entry }) => ({
          main: (
            <>
              {connector.label[language]} <Pill tone={on ? 'success' : 'muted'}>{on ? t.on : t.off}</Pill>
            </>
          ),
          note: [
            entry ? `${entry.name}: ${connector.task[language]}.` : `${connector.task[language]}.`,
            entry ? missingSentence(entry, language) : t.none,
            since ? t.since(f.shortDate(since)) : '',
          ]
            .filter(Boolean)
            .join(' '),
          end:
            !entry && !on ? (
              <ButtonLink kind="secondary" small url={href(`${paths.processors}/neu?fuer=${connector.recipient}`)}>
                {t.add}
              </ButtonLink>
            ) : (
              <ActionForm
                action={href(`${paths.processors}/anbindung/${connector.name}/${on ? 'aus' : 'ein'}`)}
                kind={on ? 'danger' : 'secondary'}
                small
                label={`${connector.label[language]}: ${on ? t.switchOff : t.switchOn}`}
              >
                {on ? t.switchOff : t.switchOn}
              </ActionForm>
            ),
        }))}
      />
    </Panel>
  )
}

type FormProps = Screen & {
  readonly values: Values
  readonly wrong: Wrong
  /** The entry that is changed; undefined for a new one. */
  readonly entry?: Processor
  /** What of it is stored now. */
  readonly known?: Values
}

export function ProcessorForm(props: FormProps): Html {
  const { language, entry } = props
  const t = processorTexts(language)
  return (
    <EntryScreen
      {...props}
      words={{ ...t, title: entry ? t.edit : t.newTitle }}
      fields={entry ? entryFields : [choiceField(), ...entryFields]}
      rules={processorProblems}
      to={entry ? `${paths.processors}/${entry.id}/angaben` : `${paths.processors}/neu`}
      back={entry ? `${paths.processors}/${entry.id}` : paths.processors}
      {...(props.known ? { hidden: { [SEEN]: markOf(props.known) } } : {})}
    />
  )
}

export type OneProps = Screen & {
  readonly entry: Processor
  readonly subs: readonly Sub[]
  readonly instructions: readonly Instruction[]
  readonly today: string
  /** The form that was sent and is wrong, with what was entered. */
  readonly failed?: {
    readonly form: 'sub' | 'sub-end' | 'instruction' | 'end'
    /** Which sub-processor the form was about. */
    readonly sub?: string
    readonly values: Values
    readonly wrong: Wrong
  }
}

export function ProcessorScreen(props: OneProps): Html {
  const { language, href, entry, subs, failed } = props
  const t = processorTexts(language)
  const here = `${paths.processors}/${entry.id}`
  const given = (form: 'sub' | 'instruction' | 'end', fresh: Values = {}) => ({
    language,
    rules: processorProblems,
    values: failed?.form === form ? failed.values : fresh,
    wrong: failed?.form === form ? failed.wrong : {},
  })
  const pending = subs.filter(({ decision }) => decision === 'pending')
  const end = {
    ended_on: entry.ended_on ?? props.today,
    end_choice: entry.end_choice ?? '',
    end_confirmed_on: entry.end_confirmed_on ?? '',
    end_proof: entry.end_proof,
  }
  return (
    <OfficeFrame
      {...props}
      title={entry.name}
      actions={
        <>
          {!entry.ended_on && (
            <ButtonLink small kind="secondary" url={href(`${here}/angaben`)}>
              {t.edit}
            </ButtonLink>
          )}
          <TakeAlong {...props} path={`${here}/bericht`} as={['pdf']} />
        </>
      }
    >
      <SheetParts parts={entryParts(props)} />
      {pending.map((one) => (
        <Panel title={`${one.name}: ${t.decision}`}>
          <Actions>
            <ActionForm action={href(`${here}/unter/${one.id}/accepted`)} small>
              {t.accept}
            </ActionForm>
            <ActionForm action={href(`${here}/unter/${one.id}/objected`)} small kind="danger">
              {t.object}
            </ActionForm>
          </Actions>
        </Panel>
      ))}
      {subs
        .filter(({ ended_on }) => ended_on === null)
        .map(({ id, name }) => {
          const mine = failed?.form === 'sub-end' && failed.sub === id
          return (
            <Details summary={t.subEnd(name)} panel open={mine}>
              <FieldsForm
                language={language}
                rules={processorProblems}
                values={mine ? failed.values : { ended_on: props.today }}
                wrong={mine ? failed.wrong : {}}
                fields={subEndFields}
                action={href(`${here}/unter/${id}/ende`)}
                save={t.save}
              />
            </Details>
          )
        })}
      {!entry.ended_on && (
        <>
          <Details summary={t.subAdd} panel open={failed?.form === 'sub'}>
            <FieldsForm {...given('sub')} fields={subFields} action={href(`${here}/unter`)} save={t.save} />
          </Details>
          <Details summary={t.instruct} panel open={failed?.form === 'instruction'}>
            <FieldsForm
              {...given('instruction')}
              fields={instructionFields}
              action={href(`${here}/weisungen`)}
              save={t.save}
            />
          </Details>
        </>
      )}
      {!entry.end_confirmed_on && (
        <Details summary={t.endTitle} panel open={failed?.form === 'end' || entry.ended_on !== null}>
          <p>{t.endLead}</p>
          <FieldsForm
            {...given('end', end)}
            fields={endFields}
            action={href(`${here}/ende`)}
            save={t.endButton}
            danger
          />
        </Details>
      )}
      <p>
        <Link url={href(paths.processors)}>{t.back}</Link>
      </p>
    </OfficeFrame>
  )
}
