// What every register has in common: a list, a form for a new entry, and three ways to take it along.
import type { Language } from '#platform/text/language.ts'
import type { z } from 'zod'
import { type Asked, get, type Reply, type Route, type RouteRules } from '#platform/http/route.ts'
import { ButtonLink, type Children, type Column, DataTable, EmptyState, type Html, Panel } from '#platform/ui/index.ts'
import { OfficeFrame } from '#privacy'
import type { Field, Values, Wrong } from '../forms/fields.ts'
import { FormPanel, type Rules } from '../forms/form.tsx'
import type { Screen } from '../screens.ts'
import { linkedReply, type Node } from './linked.ts'
import { csvReply, type Grid, pdfReply, TakeAlong } from './sheet.tsx'

type ListWords = Readonly<Record<'title' | 'lead' | 'add' | 'none' | 'noneText', string>>
type ListProps<Row> = Screen & {
  readonly words: ListWords
  /** Where the register is; its form for a new entry and its files lie below. */
  readonly at: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** What is to be said before anything else. */
  readonly notice?: Html | false
  readonly children?: Children
}

/** The list of a register, with a way to a new entry and to its files. */
export function RegisterScreen<Row>(props: ListProps<Row>): Html {
  const { words, at, href } = props
  return (
    <OfficeFrame
      {...props}
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <ButtonLink small url={href(`${at}/neu`)}>
            {words.add}
          </ButtonLink>
          <TakeAlong {...props} path={at} as={['pdf', 'csv', 'jsonld']} />
        </>
      }
    >
      {props.notice}
      <Panel>
        <DataTable
          caption={words.title}
          rows={props.rows}
          empty={<EmptyState title={words.none}>{words.noneText}</EmptyState>}
          columns={props.columns}
        />
      </Panel>
      {props.children}
    </OfficeFrame>
  )
}

type FormWords = { readonly title: string; readonly lead?: string; readonly save: string; readonly back: string }
type EntryProps = Screen & {
  readonly words: FormWords
  readonly fields: readonly Field[]
  readonly values: Values
  readonly wrong: Wrong
  readonly rules: Rules
  /** Where the form goes, and where one comes back to without sending it. */
  readonly to: string
  readonly back: string
  readonly hidden?: Readonly<Record<string, string>>
  readonly children?: Children
}

/** The form for one entry of a register. */
export function EntryScreen(props: EntryProps): Html {
  const { words, href } = props
  return (
    <OfficeFrame {...props} title={words.title} lead={words.lead}>
      <FormPanel
        language={props.language}
        fields={props.fields}
        values={props.values}
        wrong={props.wrong}
        rules={props.rules}
        action={href(props.to)}
        save={words.save}
        back={{ url: href(props.back), label: words.back }}
        {...(props.hidden ? { hidden: props.hidden } : {})}
      />
      {props.children}
    </OfficeFrame>
  )
}

type Nothing = Record<string, never>
type Files<Opens extends string> = {
  readonly name: Readonly<Record<Language, string>>
  readonly words: (language: Language) => { readonly title: string; readonly lead?: string }
  readonly grid: (asked: Asked<Opens, Nothing>) => Promise<Grid>
  readonly nodes: (asked: Asked<Opens, Nothing>) => Promise<readonly Node[]>
}

/** The register as PDF, CSV and JSON-LD (terms of the W3C Data Privacy Vocabulary), under its own address. */
export function fileRoutes<Opens extends string>(
  path: string,
  rules: RouteRules<Opens, z.ZodType<Nothing>>,
  { name, words, grid, nodes }: Files<Opens>,
): readonly Route[] {
  const route = (ending: string, answer: (asked: Asked<Opens, Nothing>) => Promise<Reply>): Route =>
    get(`${path}.${ending}`, rules, answer)
  return [
    route('csv', async (asked) => {
      const { head, rows } = await grid(asked)
      return csvReply(name[asked.language], head, rows)
    }),
    route('pdf', async (asked) => {
      const { title, lead } = words(asked.language)
      const sheet = { name: name[asked.language], title, landscape: true, parts: [{ grid: await grid(asked) }] }
      return pdfReply(asked, lead ? { ...sheet, lead } : sheet)
    }),
    route('jsonld', async (asked) => linkedReply(name[asked.language], await nodes(asked))),
  ]
}
