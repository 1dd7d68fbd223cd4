import {
  ActionForm,
  Actions,
  BigNumber,
  Columns,
  DataTable,
  EmptyState,
  KeyValue,
  Link,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  Stack,
  StaffPage,
  Tiles,
  Toned,
  type Html,
  type Tone,
} from './index.ts'
import { town, type SampleProps } from './samples-public.tsx'

const tickets: readonly {
  no: string
  time: string
  what: string
  waits: string
  state: string
  tone?: Tone | 'muted'
}[] = [
  { no: 'A 014', time: '09:20', what: 'Personalausweis', waits: '2 Min.', state: 'bei Ihnen', tone: 'success' },
  { no: 'A 015', time: '09:20', what: 'Ummeldung, 2 Personen', waits: '6 Min.', state: 'da' },
  { no: 'S 103', time: '', what: 'Führungszeugnis', waits: '21 Min.', state: 'da' },
  { no: 'A 016', time: '09:40', what: 'Reisepass', waits: '–', state: 'erwartet', tone: 'muted' },
  { no: 'A 012', time: '09:00', what: 'Meldebescheinigung', waits: '–', state: 'nicht erschienen', tone: 'danger' },
  { no: 'A 017', time: '09:40', what: 'Personalausweis', waits: '1 Min.', state: 'da' },
  { no: 'S 104', time: '', what: 'Parkausweis', waits: '4 Min.', state: 'geparkt', tone: 'warning' },
]

const navigation = (current: string, labels: string) =>
  labels.split(' ').map((label) => ({ label, url: `#${label}`, current: label === current }))

export function DeskSample({ language, assets }: SampleProps): Html {
  return (
    <StaffPage
      language={language}
      title="Warteschlange"
      organisation={town}
      assets={assets}
      navigation={navigation('Warteschlange', 'Warteschlange Kalender Personen Auswertung Einrichtung')}
      status="Schalter 3 · offen"
      signedIn={{ name: 'Maren Öztürk', url: '#ich' }}
      signOut={{ action: '#abmelden' }}
    >
      <Columns
        aside={
          <Panel>
            <BigNumber label="An Schalter 3">A 014</BigNumber>
            <div>
              <b>
                <Name>Frau Ö. Yıldız-Großmann</Name>
              </b>
              <p class="muted">Personalausweis beantragen · 20 Min.</p>
            </div>
            <KeyValue
              small
              items={[
                { term: 'Notiz', value: 'Rollstuhl, bitte breiter Schalter' },
                { term: 'Löschung', value: '24.12.2026, von selbst' },
              ]}
            />
            <Actions grid>
              <ActionForm action="#next" kind="primary" wide keys="Enter">
                Abschließen und nächste Nummer
              </ActionForm>
              <ActionForm action="#call" keys="R">
                Erneut rufen
              </ActionForm>
              <ActionForm action="#park" keys="P">
                Parken
              </ActionForm>
              <ActionForm action="#forward" keys="W">
                Weiterleiten
              </ActionForm>
              <ActionForm action="#absent" keys="N">
                Nicht da
              </ActionForm>
            </Actions>
          </Panel>
        }
      >
        <Panel level={1} title="Bürgeramt Mitte" aside="9 warten · im Mittel 7 Min. · live">
          <DataTable
            caption="Warteschlange"
            current={(row) => row.no === 'A 014'}
            rows={tickets}
            columns={[
              { label: 'Nr.', cell: (row) => row.no, header: true },
              { label: 'Zeit', cell: (row) => row.time || <span class="muted">ohne Termin</span> },
              { label: 'Anliegen', cell: (row) => row.what },
              {
                label: 'Wartet',
                cell: (row) => (row.waits === '21 Min.' ? <Toned tone="warning">{row.waits}</Toned> : row.waits),
              },
              { label: 'Stand', cell: (row) => <Pill tone={row.tone}>{row.state}</Pill> },
            ]}
          />
        </Panel>
      </Columns>
    </StaffPage>
  )
}

export function OfficerSample({ language, assets }: SampleProps): Html {
  const kept = (text: string, at: string) => ({ main: text, end: <Toned tone="success">gehalten · {at}</Toned> })
  return (
    <StaffPage
      language={language}
      title="Datenschutz, heute"
      organisation={town}
      assets={assets}
      navigation={navigation('Überblick', 'Überblick Anfragen Fristen Verzeichnisse Hinweise Nachweise')}
      signedIn={{ name: 'Dr. J. Søgaard' }}
      notices={
        <Notice language={language} tone="danger" title="Eine Zusage ist gebrochen">
          Mailprotokolle: 1 Eintrag ist 31 Tage alt. <Link url="#zusage">Eintrag ansehen und löschen</Link>
        </Notice>
      }
    >
      <PageHead title="Datenschutz, heute" />
      <Stack>
        <Tiles
          tiles={[
            {
              value: '0',
              label: 'Daten über ihrer Frist',
              note: 'gezählt um 03:12, unabhängig vom Löschlauf',
              tone: 'success',
            },
            { value: '3', label: 'offene Anfragen', note: 'eine fällig in 3 Tagen', noteTone: 'warning' },
            {
              value: '0 Treffer',
              label: 'Prüfperson nach Löschung',
              note: 'Datenbank, Dateien, Sicherung',
              tone: 'success',
            },
            { value: '6 Tage', label: 'seit der letzten Probe-Rücksicherung', note: '1,2 GB, zeilengleich' },
          ]}
        />
        <Columns
          aside={
            <Panel title="Fällig">
              <Rows
                rows={[
                  { main: <b>Auskunft</b>, note: 'Eingang 27.10., Brief', end: <Toned tone="warning">27.11.</Toned> },
                  { main: <b>Löschung</b>, note: 'wartet auf Rechnung, gesperrt bis 31.12.2034', end: 'gesperrt' },
                  {
                    main: <b>Widerspruch Werbung</b>,
                    note: 'sofort wirksam',
                    end: <Toned tone="success">erledigt</Toned>,
                  },
                ]}
              />
            </Panel>
          }
        >
          <Panel title="Unsere Zusagen" lead="Jeder Satz der Datenschutzhinweise hat eine Prüfung am laufenden System.">
            <Rows
              rows={[
                kept('Terminangaben werden 30 Tage nach dem Termin gelöscht.', '03:12'),
                kept('Protokolle des Webservers bewahren wir 8 Wochen auf.', '03:12'),
                kept('Öffentliche Seiten setzen keine Cookies.', '03:14'),
                {
                  main: 'Mailprotokolle werden nach 30 Tagen gelöscht.',
                  end: <Toned tone="danger">gebrochen · 1 Eintrag, 31 Tage</Toned>,
                },
              ]}
            />
          </Panel>
        </Columns>
      </Stack>
    </StaffPage>
  )
}

/** Behind the sign-in and not yet inside: nothing to go to, nobody named. */
export function BeginSample({ language, assets }: SampleProps): Html {
  return (
    <StaffPage language={language} title="Zweiter Schritt" organisation={town} assets={assets} navigation={[]}>
      <Panel level={1} title="Zweiter Schritt" lead="Für die Stadt Musterlingen">
        <EmptyState title="Bitte bestätigen Sie, dass Sie es sind">
          Der Code steht in der App auf Ihrem Telefon.
        </EmptyState>
      </Panel>
    </StaffPage>
  )
}
