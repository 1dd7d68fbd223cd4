import type { Language } from '#platform/text/language.ts'
import { hardToShow } from './design-words.ts'
import {
  Button,
  CheckField,
  ChoiceGroup,
  ErrorSummary,
  FieldSet,
  Form,
  SelectField,
  TextArea,
  TextField,
  type Choice,
  type Html,
} from './index.ts'

const { long } = hardToShow
const wrong = 'Diese Adresse hat kein @. Bitte geben Sie sie vollständig ein, zum Beispiel name@beispiel.de.'

/** All kinds of fields: plain, with hint, with error, locked, filled with what is hard to show. */
export function FieldStates({ language }: { readonly language: Language }): Html {
  const options = [
    { value: 'mitte', label: 'Bürgeramt Mitte' },
    { value: 'nord', label: 'Bürgeramt Nord', hint: 'Mittwoch geschlossen' },
    { value: 'west', label: long, disabled: true },
  ]
  return (
    <Form action="#send">
      <ErrorSummary
        language={language}
        errors={[{ field: 'mail', message: wrong }, { message: 'Zu viele Versuche. Bitte warten Sie zwei Minuten.' }]}
        title="Das geht so nicht"
        kept="Nichts wurde gespeichert. Bitte ändern Sie nur diese Stellen:"
      />
      <FieldSet legend="Ihre Angaben" hint="Nur was für den Termin nötig ist.">
        <TextField
          language={language}
          name="name"
          label="Name"
          autocomplete="name"
          maxlength={200}
          required
          value="Ö. Yıldız"
        />
        <TextField
          language={language}
          name="mail"
          label="E-Mail"
          type="email"
          value="ö.yildiz"
          error={wrong}
          required
        />
        <TextField language={language} name="phone" label="Telefon" type="tel" hint="Für Rückfragen am Tag selbst." />
        <TextField language={language} name="long" label={long} value={long.repeat(3)} />
        <TextField language={language} name="right" label="Von rechts nach links" value="عبد الرحمن" />
        <TextField language={language} name="locked" label="Gesperrt" value="nicht änderbar" disabled />
        <TextField language={language} name="read" label="Nur lesen" value="B-2026-0014" readonly />
      </FieldSet>
      <FieldSet legend="Zeiten" row>
        <TextField language={language} name="day" label="Tag" type="date" value="2026-11-24" />
        <TextField language={language} name="time" label="Zeit" type="time" value="08:20" />
        <TextField language={language} name="count" label="Personen" type="number" min={1} max={9} value={2} />
      </FieldSet>
      <SelectField language={language} name="place" label="Ort" options={options} required />
      <SelectField
        language={language}
        name="place-wrong"
        label="Ort"
        options={options}
        value="nord"
        error="Mittwochs geschlossen."
      />
      <ChoiceGroup language={language} name="where" label="Wo?" options={options} value="mitte" required />
      <ChoiceGroup
        language={language}
        name="why"
        label="Warum?"
        options={options}
        error="Bitte wählen Sie eines."
        inline
      />
      <ChoiceGroup
        language={language}
        name="with"
        label="Was bringen Sie mit?"
        options={options}
        value={['nord']}
        many
      />
      <CheckField
        language={language}
        name="consent"
        label="Ja, erinnern Sie mich per SMS an den Termin."
        hint="Sie können das jederzeit zurücknehmen."
      />
      <CheckField
        language={language}
        name="health"
        label="Ich bin einverstanden."
        error="Ohne Einverständnis geht es nicht."
        required
      />
      <TextArea language={language} name="note" label="Nachricht" hint="Höchstens 500 Zeichen." maxlength={500} />
      <TextField language={language} name="file" label="Dokument" type="file" accept="application/pdf" />
      <MoreFields language={language} options={options} />
      <div>
        <Button>Absenden</Button>
      </div>
    </Form>
  )
}

type MoreProps = { readonly language: Language; readonly options: readonly Choice[] }

/** What is rarer: locked, filled, short, in groups, and without the words "required" and "optional". */
function MoreFields({ language, options }: MoreProps): Html {
  const kinds = ['text', 'url', 'password', 'search', 'datetime-local', 'color'] as const
  return (
    <>
      <FieldSet legend="Noch mehr Arten" row>
        {kinds.map((type) => (
          <TextField
            language={language}
            name={type}
            label={type}
            type={type}
            value={type === 'color' ? '#0b5d5e' : ''}
            mark={false}
          />
        ))}
        <TextField language={language} name="short" label="Kurz" width="short" value="44135" />
        <TextField language={language} name="medium" label="Mittel" width="medium" value="Musterlingen" />
      </FieldSet>
      <TextField
        language={language}
        name="locked-wrong"
        label="Gesperrt und falsch"
        value={long}
        error={wrong}
        disabled
      />
      <SelectField
        language={language}
        name="grouped"
        label="In Gruppen"
        hint="Ohne leeren Eintrag."
        options={[{ group: 'Ämter', options }]}
        empty={false}
        mark={false}
      />
      <SelectField language={language} name="none" label="Gesperrt" options={options} empty="Keiner" disabled />
      <ChoiceGroup
        language={language}
        name="closed"
        label="Gesperrt"
        hint="Das entscheidet jemand anderes."
        options={options}
        value="mitte"
        mark={false}
        disabled
      />
      <CheckField language={language} name="ticked" label="Angekreuzt und gesperrt" mark={false} checked disabled />
      <TextArea language={language} name="story" label={long} value={long.repeat(4)} rows={2} error={wrong} required />
      <TextArea language={language} name="fixed" label="Nur lesen" value="So steht es da." mark={false} readonly />
      <TextArea language={language} name="shut" label="Gesperrt" disabled />
    </>
  )
}
