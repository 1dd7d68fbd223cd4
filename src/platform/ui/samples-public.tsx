import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  CheckField,
  Columns,
  DayStrip,
  Details,
  ErrorSummary,
  Form,
  KeyValue,
  Link,
  LinkLine,
  Panel,
  PublicPage,
  Stack,
  Steps,
  TextField,
  TimeGrid,
  type Html,
  type PageAssets,
} from './index.ts'

/** Whole sample screens for the design page's pictures: what the parts look like together. */
export interface SampleProps {
  readonly language: Language
  readonly assets: PageAssets
}

export const town = { name: 'Stadt Musterlingen', shortName: 'Musterlingen', url: '#start' }
const footer = ['Datenschutz', 'Impressum', 'Barrierefreiheit', 'Leichte Sprache'].map((label, index) => ({
  label,
  url: `#${index}`,
  current: index === 0,
}))

const days = [
  ['Mo', '23.', 'Montag, 23. November', 'belegt'],
  ['Di', '24.', 'Dienstag, 24. November', '11 frei'],
  ['Mi', '25.', 'Mittwoch, 25. November', '4 frei'],
  ['Do', '26.', 'Donnerstag, 26. November', 'zu'],
  ['Fr', '27.', 'Freitag, 27. November', '18 frei'],
  ['Mo', '30.', 'Montag, 30. November', '22 frei'],
] as const

const times = (labels: string) => labels.split(' ').map((label) => ({ label, value: label }))

export function BookSample({ language, assets }: SampleProps): Html {
  return (
    <PublicPage
      language={language}
      title="Wann passt es Ihnen?"
      banner="Hier steht, was über jeder Seite gesagt wird."
      organisation={{ ...town, logo: assets.icon }}
      assets={assets}
      account={{ label: 'Mein Konto', url: '#konto' }}
      otherLanguage={{ language: 'en', url: '#en' }}
      footer={footer}
    >
      <Steps language={language} steps={['Anliegen', 'Zeit wählen', 'Angaben']} current={2} />
      <Columns
        aside={
          <>
            <Panel title="Ihr Termin">
              <KeyValue
                items={[
                  { term: 'Anliegen', value: 'Personalausweis beantragen' },
                  { term: 'Ort', value: ['Bürgeramt Mitte', <br />, 'Marktplatz 1'] },
                  { term: 'Mitbringen', value: 'altes Dokument, Foto-Code' },
                ]}
              />
            </Panel>
            <Details summary="Was mit Ihren Angaben geschieht" panel open>
              <p>
                Name und E-Mail nutzen wir nur für diesen Termin. <b>30 Tage danach sind sie gelöscht</b>, auch aus den
                Sicherungen. Diese Seite setzt keine Cookies.
              </p>
              <p>
                <Link url="#datenschutz">Datenschutz auf einen Blick</Link>
              </p>
            </Details>
          </>
        }
      >
        <Panel level={1} title="Wann passt es Ihnen?" lead="Personalausweis beantragen · 20 Minuten · Bürgeramt Mitte">
          <DayStrip
            label="Tage"
            days={days.map(([weekday, day, spoken, note]) => ({
              weekday,
              day,
              spoken,
              note,
              url: note.endsWith('frei') ? `#day=${day}` : undefined,
              current: day === '24.',
            }))}
          />
          <h2>Dienstag, 24. November 2026</h2>
          <TimeGrid
            action="#halten"
            hidden={{ day: '2026-11-24' }}
            groups={[
              { label: 'Vormittag', times: times('08:20 08:40 09:20 10:40 11:40') },
              { label: 'Nachmittag', times: times('13:20 13:40 14:00 15:20 16:00 16:20') },
            ]}
          />
          <LinkLine>
            {[<Link url="#week=49">Andere Wochen</Link>, <Link url="#w">Früher frei? Auf die Warteliste</Link>]}
          </LinkLine>
        </Panel>
      </Columns>
    </PublicPage>
  )
}

export function SignInSample({ language, assets }: SampleProps): Html {
  const mail = 'Diese Adresse hat kein @. Bitte geben Sie sie vollständig ein, zum Beispiel name@beispiel.de.'
  const password = 'Bitte geben Sie Ihr Passwort ein.'
  return (
    <PublicPage
      language={language}
      title="Anmelden"
      organisation={{ name: town.name, shortName: town.shortName }}
      assets={assets}
      footer={footer}
      width="narrow"
    >
      <Stack>
        <ErrorSummary
          language={language}
          errors={[
            { field: 'mail', message: mail },
            { field: 'password', message: password },
          ]}
        />
        <Panel level={1} title="Anmelden" lead="Für Beschäftigte der Stadt Musterlingen">
          <Form action="#anmelden">
            <TextField
              language={language}
              name="mail"
              label="E-Mail-Adresse"
              type="email"
              autocomplete="username"
              value="maren.oeztuerk"
              error={mail}
              required
              mark={false}
            />
            <TextField
              language={language}
              name="password"
              label="Passwort"
              type="password"
              autocomplete="current-password"
              error={password}
              required
              mark={false}
            />
            <CheckField language={language} name="stay" label="Auf diesem Gerät angemeldet bleiben" mark={false} />
            <Actions>
              <Button>Anmelden</Button>
              <Link url="#vergessen">Passwort vergessen</Link>
            </Actions>
          </Form>
        </Panel>
      </Stack>
    </PublicPage>
  )
}
