import type { Language } from '#platform/text/language.ts'
import { hardToShow } from './design-words.ts'
import {
  Actions,
  BigNumber,
  ButtonLink,
  DataTable,
  Details,
  EmptyState,
  KeyValue,
  Keys,
  Link,
  LinkLine,
  MailAddress,
  Muted,
  Name,
  Notice,
  Pagination,
  Panel,
  Pill,
  Rows,
  SubTabs,
  Tabs,
  Tiles,
  Toned,
  type Html,
  type Tone,
} from './index.ts'

const { long, endless, arabic } = hardToShow
const mail = 'geschaeftsstelle.nachbarschaftshilfe@sonnenhof-musterlingen.example'
const tones: readonly Tone[] = ['info', 'success', 'warning', 'danger']

export function Aside({ language }: { readonly language: Language }): Html {
  return (
    <>
      <Panel>
        <BigNumber label="An Schalter 3">A 014</BigNumber>
        <BigNumber>S 103</BigNumber>
        <KeyValue
          items={[
            { term: 'Name', value: <Name>{arabic}</Name> },
            { term: 'Sehr lang', value: <Name short>{endless}</Name> },
            { term: 'Anliegen', value: long },
            { term: 'Notiz', value: '–' },
          ]}
        />
        <KeyValue items={[{ term: 'Aufbewahrungspflichten', value: <MailAddress>{mail}</MailAddress> }]} />
      </Panel>
      {tones.map((tone) => (
        <Notice language={language} tone={tone} title="Was geschehen ist">
          Was behalten wurde und was jetzt zu tun ist. <Link url="#go">Dorthin</Link>
        </Notice>
      ))}
      <Notice language={language} tone="info">
        Nur ein Satz.
      </Notice>
      <Notice language={language} tone="success" title="Gespeichert." />
      <Details summary="Zugeklappt" panel>
        <p>Text</p>
      </Details>
      <Details summary="Was mit Ihren Angaben geschieht" panel open>
        <p>
          <b>30 Tage danach sind sie gelöscht</b>, auch aus den Sicherungen.
        </p>
      </Details>
      <Details summary={`Ohne Rahmen: ${long}`}>
        <p>Text</p>
      </Details>
      <Panel title="Verweise">
        <p>
          <Link url="#x">Ein Verweis</Link>, <Link url="data:text/html,x">ein abgelehnter</Link>, Taste <Keys>Esc</Keys>
        </p>
        <LinkLine>{[<Link url="#y">Andere Wochen</Link>, <Link url="#z">Auf die Warteliste</Link>]}</LinkLine>
      </Panel>
      <Panel title="Leer">
        <EmptyState title="Heute wartet niemand" action={<ButtonLink url="#w">Person ohne Termin</ButtonLink>}>
          Sobald sich jemand anmeldet, steht die Nummer hier.
        </EmptyState>
        <EmptyState title="Nur, dass nichts da ist" />
      </Panel>
      <Panel level={3} title="Kleine Überschrift, sonst nichts" lead={long} />
    </>
  )
}

export function Tables({ language }: { readonly language: Language }): Html {
  const rows = [
    {
      no: 'A 014',
      who: 'Ö. Yıldız-Großmann',
      what: long,
      fee: '37,00 €',
      state: 'bei Ihnen',
      tone: 'success' as const,
    },
    { no: 'A 015', who: arabic, what: 'Ummeldung', fee: '1.204,50 €', state: 'da', tone: undefined },
    { no: 'A 016', who: endless, what: 'Reisepass', fee: '8,00 €', state: 'fehlt', tone: 'danger' as const },
  ]
  const pages = (page: number) => <Pagination language={language} page={page} pages={9} url={(to) => `?page=${to}`} />
  return (
    <Panel title="Tabelle">
      <Tabs
        label="Ansichten"
        tabs={[
          { label: 'Heute', url: '#t1', current: true },
          { label: 'Morgen', url: '#t2' },
        ]}
      />
      <SubTabs
        label="Teile von Heute"
        tabs={[
          { label: 'Vormittag', url: '#t3', current: true },
          { label: long, url: '#t4' },
        ]}
      />
      <Muted>Zuletzt gelesen um 9:41 Uhr</Muted>
      <DataTable
        caption="Wartende"
        captionShown
        rows={rows}
        current={(row) => row.no === 'A 014'}
        columns={[
          { label: 'Nr.', cell: (row) => row.no, header: true },
          { label: 'Name', cell: (row) => <Name lines>{row.who}</Name> },
          { label: 'Anliegen', cell: (row) => row.what },
          { label: 'Gebühr', cell: (row) => row.fee, numeric: true },
          { label: 'Stand', cell: (row) => <Pill tone={row.tone}>{row.state}</Pill> },
        ]}
      />
      {[1, 2, 9].map(pages)}
      <DataTable
        caption="Mit Knöpfen am Ende"
        rows={rows.slice(0, 2)}
        columns={[
          { label: 'Nr.', cell: (row) => row.no, header: true },
          { label: 'Was zu tun ist', cell: () => <Link url="#open">Öffnen</Link>, quiet: true },
        ]}
      />
      <DataTable
        caption="Ohne Zeilen"
        rows={rows.slice(3)}
        columns={[{ label: 'Nr.', cell: (row) => row.no }]}
        empty={<EmptyState title="Noch keine Zeile" />}
      />
      <Actions>
        {tones.map((tone) => (
          <Pill tone={tone}>{tone}</Pill>
        ))}
        <Pill tone="muted">erwartet</Pill>
        <Pill tone="accent">neu</Pill>
        {tones.map((tone) => (
          <Toned tone={tone}>{tone}</Toned>
        ))}
      </Actions>
    </Panel>
  )
}

export function Figures(): Html {
  return (
    <>
      <Tiles
        tiles={[
          { value: '0', label: 'Daten über ihrer Frist', note: 'gezählt um 03:12', tone: 'success', url: '#due' },
          { value: '3', label: 'offene Anfragen', note: 'eine fällig in 3 Tagen', noteTone: 'warning' },
          { value: '12.345.678', label: long },
          ...tones.map((tone) => ({ value: '7', label: tone, note: tone, tone, noteTone: tone })),
        ]}
      />
      <Panel title="Liste">
        <Rows
          rows={[
            { main: <b>Auskunft</b>, note: 'Eingang 27.10., Brief', end: <Toned tone="warning">27.11.</Toned> },
            { main: <Name>{arabic}</Name>, end: <Link url="#open">Öffnen</Link> },
            { main: long },
          ]}
        />
      </Panel>
    </>
  )
}
