import { format } from '#platform/text/format.ts'
import { DataTable, type Html, Link, Name, Pill } from '#platform/ui/index.ts'
import { documentPage, hitPage, parts } from '../../viewing/paths.ts'
import { bulkWords } from '../../working/bulk-texts.ts'
import { BulkBox } from '../../working/screens/bulk.tsx'
import type { Listed } from '../listed.ts'
import { words } from '../texts.ts'
import type { Marks, Snippet } from '../wanted.ts'
import type { ListProps } from './props.ts'

/** So many terms go along to the viewer; more would make the address unwieldy. */
const MOST_MARKS = 60

const marksFor = ({ result }: ListProps): Marks | undefined => {
  const { terms, phrases } = result.marks
  return terms.length + phrases.length === 0 ? undefined : { terms: terms.slice(0, MOST_MARKS), phrases }
}

function address(props: ListProps, row: Listed, page = row.pages[0]): string {
  const marks = marksFor(props)
  return props.href(hitPage(row.documentId, { page, ...(marks ? { marks } : {}) }))
}

const Marked = ({ snippet }: { readonly snippet: Snippet }): Html => (
  <>{snippet.pieces.map(({ text, hit }) => (hit ? <mark>{text}</mark> : text))}</>
)

const MOST_PAGES = 6

/** Where the words stand: a piece of the text, and the pages to open at once. */
function Where(props: ListProps & { readonly row: Listed }): Html {
  const { language, row } = props
  const t = words(language)
  if (row.snippets.length === 0) return <></>
  return (
    <>
      {row.snippets.map((snippet) => (
        <div class="small doc-where" lang="de" dir="auto">
          <Marked snippet={snippet} />
        </div>
      ))}
      {row.pages.length > 1 && (
        <div class="small muted doc-where">
          {row.pages.slice(0, MOST_PAGES).map((page, place) => (
            <>
              {place > 0 && ' · '}
              <Link url={address(props, row, page)}>{t.onPage(page)}</Link>
            </>
          ))}
        </div>
      )}
    </>
  )
}

function State({ language, row }: { readonly language: ListProps['language']; readonly row: Listed }): Html {
  const t = words(language)
  const stage = row.isSealed ? t.forMembers : t.stages[row.stage]
  return (
    <>
      <Pill tone={row.state === 'rejected' ? 'danger' : row.state === 'new' ? 'info' : 'success'}>
        {t.states[row.state]}
      </Pill>
      {stage && <div class="small muted">{stage}</div>}
    </>
  )
}

const titleOf = (props: ListProps, row: Listed): Html => <Name lines>{nameOf(props, row)}</Name>

function nameOf({ language }: ListProps, { title, isSealed }: Listed): string {
  const t = words(language)
  return title !== '' ? title : isSealed ? t.sealed : t.untitled
}

/** One line a document. */
export function Table(props: ListProps): Html {
  const { language, zone, rows } = props
  const t = words(language)
  const f = format(language, zone)
  return (
    <DataTable
      caption={t.title}
      rows={rows}
      columns={[
        ...(props.mayFile
          ? [
              {
                label: bulkWords(language).choose,
                quiet: true,
                cell: (row: Listed) => <BulkBox language={language} id={row.documentId} title={nameOf(props, row)} />,
              },
            ]
          : []),
        {
          label: t.name,
          header: true,
          cell: (row) => (
            <>
              <Link url={address(props, row)}>{titleOf(props, row)}</Link>
              <Where {...props} row={row} />
            </>
          ),
        },
        { label: t.type, cell: (row) => <span class="doc-word">{row.type ?? '–'}</span> },
        { label: t.date, cell: (row) => <span class="doc-day">{f.shortDate(row.day)}</span> },
        { label: t.archive, cell: ({ archive }) => <span class="doc-word">{archive}</span> },
        { label: t.state, cell: (row) => <State language={language} row={row} /> },
      ]}
    />
  )
}

/** A picture of the first page, or of the page where the words stand, with what is known of the document. */
export function Cards(props: ListProps): Html {
  const { language, zone, rows, href } = props
  const t = words(language)
  const f = format(language, zone)
  return (
    <ul class="doc-cards">
      {rows.map((row) => (
        <li class="doc-card">
          {row.picture && (
            <img
              src={href(`${documentPage(row.documentId)}${parts.picture}/1?klein=1`)}
              alt=""
              loading="lazy"
              width="120"
              height="170"
            />
          )}
          <div>
            <Link url={address(props, row)}>{titleOf(props, row)}</Link>
            <div class="small muted">
              {[f.shortDate(row.day), row.type, row.archive, row.pageCount && t.pageCount(row.pageCount), ...row.tags]
                .filter(Boolean)
                .join(' · ')}
            </div>
            <State language={language} row={row} />
            <Where {...props} row={row} />
          </div>
        </li>
      ))}
    </ul>
  )
}
