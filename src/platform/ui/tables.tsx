import type { Language } from '#platform/text/language.ts'
import { classes, type Children, type Html } from './html.ts'
import { Link } from './links.tsx'
import { uiTexts } from './texts.ts'

export interface Column<Row> {
  readonly label: string
  readonly cell: (row: Row) => Children
  /** Names the row: becomes a row header. At most one. */
  readonly header?: boolean | undefined
  /** Figures: at the right, in digits of equal width. */
  readonly numeric?: boolean | undefined
  /** The label is only read out (a column of buttons). */
  readonly quiet?: boolean | undefined
}

export interface DataTableProps<Row> {
  /** What the table shows; only read out unless `captionShown`. */
  readonly caption: string
  readonly captionShown?: boolean | undefined
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** The row that stands out, for example the person being served. */
  readonly current?: ((row: Row) => boolean) | undefined
  readonly rowId?: ((row: Row) => string) | undefined
  /** Shown instead of a table without rows. */
  readonly empty?: Children | undefined
}

/** A table; on a phone each row becomes a block that names its cells. Roles are said aloud as blocks lose them. */
export function DataTable<Row>(props: DataTableProps<Row>): Html {
  if (props.rows.length === 0 && props.empty) return <>{props.empty}</>
  return (
    <table class="table" role="table">
      <caption class={props.captionShown ? undefined : 'sr'}>{props.caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {props.columns.map((column) => (
            <th role="columnheader" scope="col" class={column.numeric ? 'num' : undefined}>
              {column.quiet ? <span class="sr">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {props.rows.map((row) => {
          const current = props.current?.(row) ?? false
          return (
            <tr
              role="row"
              id={props.rowId?.(row)}
              class={current ? 'now' : undefined}
              aria-current={current ? 'true' : undefined}
            >
              {props.columns.map((column) => (
                <Cell column={column} row={row} />
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): Html {
  const label = column.quiet ? undefined : column.label
  if (column.header) {
    return (
      <th role="rowheader" scope="row" data-label={label}>
        {column.cell(row)}
      </th>
    )
  }
  return (
    <td role="cell" data-label={label} class={classes(column.numeric && 'num', column.quiet && 'quiet') || undefined}>
      {column.cell(row)}
    </td>
  )
}

export interface PaginationProps {
  readonly language: Language
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly url: (page: number) => string
}

/** Nothing when there is only one page. */
export function Pagination({ language, page, pages, url }: PaginationProps): Html {
  const texts = uiTexts(language)
  if (pages <= 1) return <></>
  return (
    <nav class="pagination" aria-label={texts.pages}>
      {page > 1 && <Link url={url(page - 1)}>{texts.previous}</Link>}
      <span aria-current="page">{texts.pageOf(page, pages)}</span>
      {page < pages && <Link url={url(page + 1)}>{texts.next}</Link>}
    </nav>
  )
}

export interface TabsProps {
  readonly label: string
  readonly tabs: readonly { readonly label: Children; readonly url: string; readonly current?: boolean | undefined }[]
}

/** The pages of the tab above that is chosen: one more short line, set against the tabs'. */
export function SubTabs({ label, tabs }: TabsProps): Html {
  return (
    <nav class="subtabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link url={tab.url} current={tab.current}>
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}

/** Views of one matter; each is a page of its own. */
export function Tabs({ label, tabs }: TabsProps): Html {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link url={tab.url} current={tab.current}>
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
