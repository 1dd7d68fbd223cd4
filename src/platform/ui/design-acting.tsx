import type { Language } from '#platform/text/language.ts'
import { hardToShow } from './design-words.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  DayStrip,
  Dialog,
  DialogButton,
  Panel,
  Steps,
  TimeGrid,
  type ButtonKind,
  type Html,
} from './index.ts'

const { long } = hardToShow
const kinds: readonly ButtonKind[] = ['primary', 'secondary', 'tertiary', 'danger']

export function ButtonStates(): Html {
  return (
    <Panel title="Knöpfe" aside="ein Hauptknopf je Frage">
      <Actions>
        <Button>Termin buchen</Button>
        <Button kind="secondary">Später</Button>
        <Button kind="tertiary">Abbrechen</Button>
        <Button kind="danger">Endgültig löschen</Button>
      </Actions>
      <Actions>
        {kinds.map((kind) => (
          <Button kind={kind} disabled>
            Gesperrt
          </Button>
        ))}
        <Button small>Klein</Button>
        <Button small kind="secondary" keys="K">
          Mit Taste
        </Button>
      </Actions>
      <Actions>
        {kinds.map((kind) => (
          <ButtonLink url="#there" kind={kind}>
            Verweis als Knopf
          </ButtonLink>
        ))}
        <ButtonLink url="#there" kind="secondary" small keys="V">
          Klein
        </ButtonLink>
      </Actions>
      <Actions>
        {kinds.map((kind) => (
          <DialogButton dialog="design-question" kind={kind}>
            Frage öffnen
          </DialogButton>
        ))}
        <DialogButton dialog="design-dialog">Fenster öffnen</DialogButton>
        <DialogButton dialog="design-dialog" keys="F">
          Mit Taste
        </DialogButton>
      </Actions>
      <Button wide>{long} anfordern</Button>
      <ButtonLink wide kind="secondary" url="#wide">
        {long} ansehen
      </ButtonLink>
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
      <Actions>
        {kinds.map((kind) => (
          <ActionForm action="#k" kind={kind} small>
            Klein
          </ActionForm>
        ))}
      </Actions>
    </Panel>
  )
}

/** Windows over the page: with something to do, and with nothing but something to read. */
export function Dialogs({ language }: { readonly language: Language }): Html {
  return (
    <>
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
      <Dialog language={language} id="design-question" title={`Was heißt ${long}?`}>
        <p>Das steht hier, ohne dass etwas zu tun ist.</p>
      </Dialog>
    </>
  )
}

export function Choosing({ language }: { readonly language: Language }): Html {
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
