import { raw } from 'hono/html'
import type { Part } from '../notice/types.ts'
import { origins, parted, tellingOf, type Telling } from './display.ts'
import type { ExportRow, ExportTable, PersonExport } from './types.ts'

// A file that is opened from somebody's own disk: it brings its look with it and loads nothing.
const look = `
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;max-width:52rem;margin:0 auto;padding:1.5rem;color:#171a2b;background:#fff}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.375rem;margin:2.5rem 0 .5rem;border-bottom:2px solid #1d3a8f;padding-bottom:.25rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}nav ul,.plain{list-style:none;padding:0}nav li{padding:.125rem 0}
a{color:#1d3a8f}.soft{color:#4d5370}section section{margin:0 0 1rem}
dl{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:.125rem 1rem;margin:.25rem 0}
dt{color:#4d5370}dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}
article{border:1px solid #d8dae6;border-radius:8px;padding:.5rem 1rem;margin:.5rem 0;break-inside:avoid}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem}th,td{text-align:left;vertical-align:top;padding:.375rem .5rem;border-bottom:1px solid #d8dae6}
.strong{border:2px solid #1d3a8f;border-radius:8px;padding:.5rem 1rem}
@media (max-width:34rem){dl{grid-template-columns:1fr}dd{margin:0 0 .375rem}}
@media (prefers-color-scheme:dark){body{color:#e8eaf5;background:#14172b}a{color:#a9bcff}.soft,dt{color:#a8aec8}article,th,td{border-color:#3a4060}h2,.strong{border-color:#a9bcff}}
@media print{body{max-width:none;padding:0;color:#000;background:#fff}a{color:inherit;text-decoration:none}nav{break-after:page}}
`

/** The answer as one page for people: no script, nothing loaded from anywhere, made to be printed as well. */
export async function* answerHtml(answer: PersonExport): AsyncGenerator<Uint8Array> {
  const telling = tellingOf(answer)
  yield bytes(head(telling))
  for (const [place, table] of answer.tables.entries()) {
    yield bytes(tableHead(table, place, telling))
    let number = 0
    for await (const row of table.rows()) {
      if (table.columns.length > 0)
        yield bytes(String(<Entry table={table} row={row} number={++number} telling={telling} />))
    }
    yield bytes('</section>')
  }
  yield bytes(`${String(<Information parts={answer.information} telling={telling} />)}</main></body></html>`)
}

const bytes = (text: string): Uint8Array => Buffer.from(text)

const idOf = (place: number) => `t${place + 1}`

function head(telling: Telling): string {
  const { t, f, answer } = telling
  const start = (
    <>
      <h1>{t.title(answer.organisation)}</h1>
      <p class="soft">{t.made(f.dateTime(answer.made))}</p>
      <p>{answer.tables.length === 0 ? t.nothing : t.lead}</p>
      <nav aria-label={t.contents}>
        <ul>
          {answer.tables.map(({ kind, count }, place) => (
            <li>
              <a href={`#${idOf(place)}`}>{kind}</a> <span class="soft">({t.rows(f.number(count), count === 1)})</span>
            </li>
          ))}
          <li>
            <a href="#information">{t.information}</a>
          </li>
        </ul>
      </nav>
    </>
  )
  const title = String(<title>{t.title(answer.organisation)}</title>)
  return `<!doctype html><html lang="${answer.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">${title}<style>${look}</style></head><body><main>${String(start)}`
}

function tableHead(table: ExportTable, place: number, { t, f }: Telling): string {
  const id = idOf(place)
  const inside = (
    <>
      <h2 id={`${id}h`}>{table.kind}</h2>
      <p class="soft">
        {t.rows(f.number(table.count), table.count === 1)}. {t.period}: {table.period}{' '}
        {table.law && `${t.law}: ${table.law}.`}
      </p>
      {table.columns.length === 0 ? <p>{t.technical}</p> : <Origins table={table} t={t} />}
    </>
  )
  return `<section id="${id}" aria-labelledby="${id}h">${String(inside)}`
}

const Origins = ({ table, t }: { table: ExportTable; t: Telling['t'] }) => (
  <div class="wide" tabindex={0} role="region" aria-label={t.about}>
    <table>
      <caption class="soft">{t.about}</caption>
      <thead>
        <tr>
          {[t.column, t.origin, t.purpose, t.recipients].map((name) => (
            <th scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {origins(table).map(({ labels, origin, purposes, recipients }) => (
          <tr>
            <th scope="row">{labels.join(', ')}</th>
            <td>{origin}</td>
            <td>{purposes.join(' ')}</td>
            <td>{recipients.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {table.columns.some(({ tokens }) => tokens) && <p class="soft">{t.tokens}</p>}
  </div>
)

function Entry(props: { table: ExportTable; row: ExportRow; number: number; telling: Telling }) {
  const { t, f } = props.telling
  const { filled, empty } = parted(props.table, props.row.values, props.telling)
  return (
    <article>
      <h3>
        {t.entry(f.number(props.number))}
        {props.row.until && <span class="soft">, {t.until(f.shortDate(props.row.until))}</span>}
      </h3>
      <dl>
        {filled.map(([label, text]) => (
          <>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
      {empty.length > 0 && (
        <p class="soft">
          {t.empty}: {empty.join(', ')}
        </p>
      )}
    </article>
  )
}

const Information = ({ parts, telling: { t } }: { parts: readonly Part[]; telling: Telling }) => (
  <section id="information" aria-labelledby="informationh">
    <h2 id="informationh">{t.information}</h2>
    {parts.map(({ title, text, facts, strong }) => (
      <section class={strong ? 'strong' : undefined}>
        <h3>{title}</h3>
        {text.map((sentence) => (
          <p>{sentence}</p>
        ))}
        {facts && (
          <dl>
            {facts.map(({ term, values }) => (
              <>
                <dt>{term}</dt>
                <dd>{raw(values.map(escaped).join('<br>'))}</dd>
              </>
            ))}
          </dl>
        )}
      </section>
    ))}
  </section>
)

const escaped = (text: string) => String(<>{text}</>)
