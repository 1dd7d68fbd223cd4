import type { Language } from '#platform/text/language.ts'
import { FieldStates } from './design-fields.tsx'
import {
  ActionForm,
  Actions,
  BigNumber,
  Button,
  ButtonLink,
  Columns,
  DataTable,
  DayStrip,
  Details,
  Dialog,
  DialogButton,
  EmptyState,
  KeyValue,
  Keys,
  Link,
  LinkLine,
  Name,
  Notice,
  PageHead,
  Pagination,
  Panel,
  Pill,
  Rows,
  Stack,
  StaffPage,
  Steps,
  Tabs,
  Tiles,
  TimeGrid,
  Toned,
  type Html,
  type PageAssets,
  type Tone,
} from './index.ts'

const tones: readonly Tone[] = ['info', 'success', 'warning', 'danger']
const long = 'Rechtsschutzversicherungsgesellschaftsangestelltenbescheinigung'
const endless = 'Endlos'.repeat(1667)
const arabic = 'عبد الرحمن القحطاني'

export interface DesignPageProps {
  readonly language: Language
  readonly assets: PageAssets
}

/** Every part in every state, to be looked at. Its sample words are German in both languages. */
export function DesignPage({ language, assets }: DesignPageProps): Html {
  return (
    <StaffPage
      language={language}
      title={language === 'de' ? 'Gestaltung' : 'Design'}
      organisation={{ name: `Stadt Musterlingen und ${long}` }}
      assets={assets}
      navigation={[
        { label: 'Warteschlange', url: '#a', current: true },
        { label: 'Kalender', url: '#b' },
        { label: 'Personen', url: '#c' },
        { label: 'Einrichtung', url: '#d' },
      ]}
      status="Schalter 3 · offen"
      signedIn={{ name: endless, url: '#me' }}
      signOut={{ action: '#out' }}
      footer={[{ label: 'Datenschutz', url: '#e' }]}
    >
      <PageHead
        title={language === 'de' ? 'Alle Teile, alle Zustände' : 'Every part, every state'}
        lead="Mit der Tabulatortaste: jedes Ziel zeigt einen Ring. Hell, dunkel, gedruckt, 390 und 1280 Pixel breit."
        actions={<ButtonLink url="#print">Verweis als Knopf</ButtonLink>}
      />
      <Stack>
        <Columns aside={<Aside language={language} />}>
          <ButtonStates />
          <Panel title="Felder">
            <FieldStates language={language} />
          </Panel>
          <Choosing language={language} />
          <Tables language={language} />
        </Columns>
        <Figures />
      </Stack>
      <Dialog
        language={language}
        id="design-dialog"
        title="Termin absagen?"
        actions={
          <ActionForm action="#cancel" kind="danger">
            Termin absagen
          </ActionForm>
        }
      >
        <p>Der Platz wird sofort wieder frei. Ihre Angaben löschen wir 30 Tage danach.</p>
      </Dialog>
    </StaffPage>
  )
}

function ButtonStates(): Html {
  return (
    <Panel title="Knöpfe" aside="ein Hauptknopf je Frage">
      <Actions>
        <Button>Termin buchen</Button>
        <Button kind="secondary">Später</Button>
        <Button kind="tertiary">Abbrechen</Button>
        <Button kind="danger">Endgültig löschen</Button>
      </Actions>
      <Actions>
        <Button disabled>Gesperrt</Button>
        <Button kind="secondary" disabled>
          Gesperrt
        </Button>
        <Button small>Klein</Button>
        <Button small kind="secondary" keys="K">
          Mit Taste
        </Button>
        <DialogButton dialog="design-dialog">Fenster öffnen</DialogButton>
      </Actions>
      <Button wide>{long} anfordern</Button>
      <Actions grid>
        <ActionForm action="#n" kind="primary" wide keys="Enter">
          Abschließen und nächste Nummer
        </ActionForm>
        <ActionForm action="#r" keys="R">
          Erneut rufen
        </ActionForm>
        <ActionForm action="#p" keys="P" disabled>
          Parken
        </ActionForm>
      </Actions>
    </Panel>
  )
}

function Aside({ language }: { readonly language: Language }): Html {
  return (
    <>
      <Panel>
        <BigNumber label="An Schalter 3">A 014</BigNumber>
        <KeyValue
          items={[
            { term: 'Name', value: <Name>{arabic}</Name> },
            { term: 'Sehr lang', value: <Name short>{endless}</Name> },
            { term: 'Anliegen', value: long },
            { term: 'Notiz', value: '–' },
          ]}
        />
      </Panel>
      {tones.map((tone) => (
        <Notice language={language} tone={tone} title="Was geschehen ist">
          Was behalten wurde und was jetzt zu tun ist. <Link url="#go">Dorthin</Link>
        </Notice>
      ))}
      <Notice language={language} tone="info">
        Nur ein Satz.
      </Notice>
      <Details summary="Zugeklappt" panel>
        <p>Text</p>
      </Details>
      <Details summary="Was mit Ihren Angaben geschieht" panel open>
        <p>
          <b>30 Tage danach sind sie gelöscht</b>, auch aus den Sicherungen.
        </p>
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
      </Panel>
    </>
  )
}

function Choosing({ language }: { readonly language: Language }): Html {
  const day = { weekday: 'Di', day: '24.', spoken: 'Dienstag, 24. November' }
  return (
    <Panel title="Tag und Zeit">
      <Steps language={language} steps={['Anliegen', 'Zeit wählen', 'Angaben', long]} current={2} />
      <DayStrip
        label="Tage"
        days={[
          { ...day, note: 'belegt' },
          { ...day, note: '11 frei', url: '#24', current: true },
          { ...day, note: '4 frei', url: '#25' },
        ]}
      />
      <TimeGrid
        action="#hold"
        groups={[
          {
            label: 'Vormittag',
            times: [
              { label: '08:20', value: '08:20' },
              { label: '08:40', value: '08:40', disabled: true },
              { label: '09:20', url: '#0920' },
            ],
          },
        ]}
      />
    </Panel>
  )
}

function Tables({ language }: { readonly language: Language }): Html {
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
  return (
    <Panel title="Tabelle">
      <Tabs
        label="Ansichten"
        tabs={[
          { label: 'Heute', url: '#t1', current: true },
          { label: 'Morgen', url: '#t2' },
        ]}
      />
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
      <Pagination language={language} page={2} pages={9} url={(page) => `?page=${page}`} />
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

function Figures(): Html {
  return (
    <>
      <Tiles
        tiles={[
          { value: '0', label: 'Daten über ihrer Frist', note: 'gezählt um 03:12', tone: 'success' },
          { value: '3', label: 'offene Anfragen', note: 'eine fällig in 3 Tagen', noteTone: 'warning' },
          { value: '12.345.678', label: long },
        ]}
      />
      <Panel title="Liste">
        <Rows
          rows={[
            { main: <b>Auskunft</b>, note: 'Eingang 27.10., Brief', end: <Toned tone="warning">27.11.</Toned> },
            { main: <Name>{arabic}</Name>, end: <Link url="#open">Öffnen</Link> },
          ]}
        />
      </Panel>
    </>
  )
}
