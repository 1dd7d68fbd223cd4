import type { Language } from '#platform/text/language.ts'
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
  type Html,
} from './index.ts'

const long = 'Rechtsschutzversicherungsgesellschaftsangestelltenbescheinigung'
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
      <div>
        <Button>Absenden</Button>
      </div>
    </Form>
  )
}
