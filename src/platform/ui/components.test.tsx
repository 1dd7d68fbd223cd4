import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Child } from 'hono/jsx'
import { describe, expect, test } from 'vitest'
import { DesignPage } from './design-page.tsx'
import * as door from './index.ts'
import {
  accentTwins,
  ActionForm,
  CheckField,
  ChoiceGroup,
  DataTable,
  DayStrip,
  ErrorSummary,
  fieldId,
  Form,
  Link,
  Name,
  Notice,
  Pagination,
  PublicPage,
  SelectField,
  StaffPage,
  TextArea,
  TextField,
  themeSheet,
  TimeGrid,
} from './index.ts'
import { BookSample, SignInSample } from './samples-public.tsx'
import { BeginSample, DeskSample, OfficerSample } from './samples-staff.tsx'
import { compileStyles } from './styles.ts'

const assets = { stylesheet: '/a/main.css', theme: '/a/theme.css' }
const sheets = compileStyles()
const publicPages = [BookSample, SignInSample].map((Page) => String(<Page language="de" assets={assets} />))
const staffPages = [BeginSample, DeskSample, OfficerSample, DesignPage].map((Page) =>
  String(<Page language="de" assets={assets} />),
)
const english = String(<DesignPage language="en" assets={assets} />)
const all = [...publicPages, ...staffPages, english]

const text = (html: Child): string => String(html)

describe('every page', () => {
  test.each(all.map((html, index) => [index, html] as const))(
    '%d: no style, script or handler inside',
    (_index, html) => {
      expect(html).toMatch(/^<!doctype html><html lang="(de|en)">/)
      expect(html).not.toMatch(/<style|<script|\sstyle=|\son[a-z]+=|javascript:|data:/i)
    },
  )

  test('an id is given once', () => {
    for (const html of all) {
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1])
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    }
  })

  test('what a label, a description or a name refers to is there', () => {
    for (const html of all) {
      const ids = new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]))
      const asked = [...html.matchAll(/\s(?:for|aria-describedby|aria-labelledby|commandfor)="([^"]*)"/g)]
      const missing = asked.flatMap((match) => (match[1] ?? '').split(' ')).filter((id) => !ids.has(id))
      expect(missing).toEqual([])
    }
  })

  test('every class has a rule in the sheet its page loads', () => {
    const unknown = (pages: readonly string[], css: string): string[] => {
      const written = pages.flatMap((html) =>
        [...html.matchAll(/\sclass="([^"]*)"/g)].flatMap((m) => (m[1] ?? '').split(' ')),
      )
      return [...new Set(written)].filter((name) => !new RegExp(`\\.${name}(?![\\w-])`).test(css)).sort()
    }
    // These say what something is, and look as they stand.
    const plain = ['link-refused', 'notice-body', 'public', 'signed-in', 'tone-info']
    expect(unknown(publicPages, sheets.public).filter((name) => !plain.includes(name))).toEqual([])
    expect(unknown([...staffPages, english], sheets.staff).filter((name) => !plain.includes(name))).toEqual([])
  })

  test('every part of the door stands on the page of all parts', () => {
    const source = ['page', 'fields', 'acting', 'showing']
      .map((name) => `design-${name}.tsx`)
      .concat('samples-public.tsx', 'samples-staff.tsx')
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
      .join('\n')
    const parts = Object.entries(door).filter(([name, part]) => typeof part === 'function' && /^[A-Z]/.test(name))
    expect(parts.length).toBeGreaterThan(30)
    expect(parts.map(([name]) => name).filter((name) => !new RegExp(`<${name}[\\s/>]`).test(source))).toEqual([])
  })

  test('a public page weighs little, all in all', () => {
    const [book = ''] = publicPages
    const weight = [book, sheets.public, themeSheet('#0b5d5e')].map((part) => gzipSync(part).length)
    expect(weight.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(12_000)
  })
})

describe('fields', () => {
  test('hint and error are tied to the field, and the error is said to be one', () => {
    const html = text(
      <TextField language="de" name="mail" label="E-Mail" type="email" hint="H" error="Falsch" required />,
    )
    expect(html).toContain('aria-describedby="field-mail-hint field-mail-error"')
    expect(html).toContain('aria-invalid="true"')
    expect(html).toContain('<span class="sr">Fehler: </span>Falsch')
    expect(html).toMatch(/<label[^>]* for="field-mail">E-Mail<[^>]*> \(Pflichtangabe\)/)
  })

  test('without hint and error nothing is referred to', () => {
    const html = text(<TextField language="en" name="a" label="A" />)
    expect(html).not.toMatch(/aria-describedby|aria-invalid|required=/)
    expect(html).toContain('(optional)')
    expect(text(<TextField language="en" name="a" label="A" mark={false} />)).not.toContain('optional')
  })

  test('values survive: zero, a leading line break, the chosen option', () => {
    expect(text(<TextField language="de" name="n" label="N" type="number" value={0} />)).toContain('value="0"')
    expect(text(<TextArea language="de" name="t" label="T" value={'\nzweite Zeile'} />)).toContain(
      '>\n\nzweite Zeile</',
    )
    const options = [
      { value: 'a', label: 'A' },
      { group: 'G', options: [{ value: 'b', label: 'B' }] },
    ]
    const select = text(<SelectField language="de" name="s" label="S" options={options} value="b" />)
    expect(select).toMatch(/value="b" selected/)
    expect(select.match(/ selected/g)).toHaveLength(1)
  })

  test('nothing is ticked unless it was', () => {
    expect(text(<CheckField language="de" name="c" label="C" />)).not.toContain('checked')
    expect(text(<CheckField language="de" name="c" label="C" checked />)).toContain('checked')
    const choices = [{ value: 'x', label: 'X' }]
    expect(text(<ChoiceGroup language="de" name="g" label="G" options={choices} />)).not.toContain('checked')
    expect(text(<ChoiceGroup language="de" name="g" label="G" options={choices} value="x" />)).toContain('checked')
  })

  test('the summary leads to the fields; without errors there is none', () => {
    const html = text(<ErrorSummary language="de" errors={[{ field: 'a[b]', message: 'M' }, { message: 'N' }]} />)
    expect(html).toContain(`<a href="#${fieldId('a[b]')}">M</a>`)
    expect(html).toContain('<li>N</li>')
    expect(html).toContain('Ihre Eingaben sind noch da')
    expect(text(<ErrorSummary language="de" errors={[]} />)).toBe('')
  })
})

describe('acting', () => {
  test('a form posts, carries its hidden fields and refuses foreign schemes', () => {
    const html = text(
      <ActionForm action="/x" hidden={{ token: '"<' }} keys="R">
        Rufen
      </ActionForm>,
    )
    expect(html).toMatch(/<form[^>]*method="post"[^>]*action="\/x"/)
    expect(html).toContain('name="token" value="&quot;&lt;"')
    expect(html).toContain('aria-keyshortcuts="R"')
    expect(text(<Form action="data:x">a</Form>)).not.toContain('data:')
    expect(text(<Link url="vbscript:x">a</Link>)).not.toContain('<a')
  })

  test('free times are buttons in one form, days without offer lead nowhere', () => {
    const grid = text(
      <TimeGrid
        action="/hold"
        hidden={{ day: 'd' }}
        groups={[{ label: 'V', times: [{ label: '08:20', value: '0820' }] }]}
      />,
    )
    expect(grid).toMatch(/<button class="time" name="time" value="0820">08:20<\/button>/)
    expect(grid.match(/<form/g)).toHaveLength(1)
    const day = { weekday: 'Di', day: '24.', spoken: 'Dienstag, 24. November', note: 'belegt' }
    expect(text(<DayStrip label="Tage" days={[day]} />)).not.toContain('<a')
    expect(text(<DayStrip label="Tage" days={[{ ...day, url: '/d', current: true }]} />)).toContain(
      'aria-current="date"',
    )
  })
})

describe('showing', () => {
  test('names people gave stand in a direction of their own', () => {
    expect(text(<Name>عبد</Name>)).toMatch(/^<bdi class="name" dir="auto">عبد<\/bdi>$/)
    for (const html of all) expect(html).toMatch(/<bdi[^>]*dir="auto">Stadt Musterlingen/)
  })

  test('a tone is said in words', () => {
    expect(
      text(
        <Notice language="de" tone="warning">
          x
        </Notice>,
      ),
    ).toContain('Achtung: ')
    expect(
      text(
        <Notice language="en" tone="danger">
          x
        </Notice>,
      ),
    ).toContain('Error: ')
  })

  test('a table without rows shows what to do; with rows it names its cells', () => {
    const columns = [{ label: 'Nr.', cell: (row: number) => row, header: true }]
    expect(text(<DataTable caption="C" columns={columns} rows={[]} empty={<p>leer</p>} />)).toBe('<p>leer</p>')
    const html = text(<DataTable caption="C" columns={columns} rows={[7]} current={() => true} />)
    expect(html).toContain('<caption class="sr">C</caption>')
    expect(html).toContain('scope="row" data-label="Nr.">7')
    expect(html).toContain('aria-current="true"')
  })

  test('pages: none, first, middle', () => {
    const pages = (page: number, of: number): string =>
      text(<Pagination language="de" page={page} pages={of} url={(at) => `?page=${at}`} />)
    expect(pages(1, 1)).toBe('')
    expect(pages(1, 3)).not.toContain('Zurück')
    expect(pages(2, 3)).toMatch(/\?page=1.*Seite 2 von 3.*\?page=3/)
  })

  test('frames: title, language switch, no robots on staff pages, sign-out by POST', () => {
    const organisation = { name: 'Verein', shortName: 'Verein' }
    const page = text(
      <PublicPage
        language="de"
        title="Start"
        organisation={organisation}
        assets={assets}
        otherLanguage={{ language: 'en', url: '/en' }}
        footer={[]}
      >
        x
      </PublicPage>,
    )
    expect(page).toContain('<title>Start · Verein</title>')
    expect(page).toMatch(/href="\/en" hreflang="en" lang="en"/)
    expect(page).not.toMatch(/robots|<footer/)
    const staff = text(
      <StaffPage
        language="de"
        title="S"
        organisation={organisation}
        assets={assets}
        navigation={[{ label: 'A', url: '/a', current: true }]}
        signOut={{ action: '/out', hidden: { t: '1' } }}
      >
        x
      </StaffPage>,
    )
    expect(staff).toContain('content="noindex"')
    expect(staff).toMatch(/href="\/a" aria-current="page"/)
    expect(staff).toMatch(/action="\/out".*name="t".*Abmelden/)
  })

  test('the door gives what it says', () => expect(accentTwins('#0b5d5e')).toHaveProperty('light'))
})
