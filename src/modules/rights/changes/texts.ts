import { texts } from '#platform/text/texts.ts'

const de = {
  subject: (name: string) => `${name}: Wofür wir Ihre Daten künftig auch nutzen`,
  heading: 'Wofür wir Ihre Daten künftig auch nutzen',
  greeting: (name: string) => `Guten Tag ${name},`,
  what: (kind: string, day: string) =>
    `über Sie sind bei uns Daten gespeichert (${kind}). Ab dem ${day} nutzen wir sie auch für einen neuen Zweck. Vorher sagen wir Ihnen das.`,
  nothing: 'Sie müssen nichts tun, wenn Sie einverstanden sind.',
  object:
    'Sie können dieser Nutzung widersprechen, aus Gründen, die in Ihrer Lage liegen. Das geht formlos und kostet nichts.',
  consent: 'Wir tun das nur, wenn Sie einwilligen. Ohne Ihre Einwilligung bleibt alles, wie es ist.',
  purpose: 'Neuer Zweck',
  basis: 'Rechtsgrund',
  from: 'Ab',
  notice: 'Alle Datenschutzhinweise',
  rights: 'Widersprechen oder Auskunft verlangen',
  why: 'Diese Mail schreibt das Gesetz vor (Art. 13 Abs. 3 DSGVO). Sie ist keine Werbung.',
}
const en: typeof de = {
  subject: (name) => `${name}: what else we will use your data for`,
  heading: 'What else we will use your data for',
  greeting: (name) => `Dear ${name},`,
  what: (kind, day) =>
    `we hold data about you (${kind}). From ${day} on we will also use them for a new purpose. We tell you before.`,
  nothing: 'You do not have to do anything if you agree.',
  object: 'You can object to this use on grounds relating to your situation. No form is needed, and it costs nothing.',
  consent: 'We do this only if you consent. Without your consent everything stays as it is.',
  purpose: 'New purpose',
  basis: 'Legal basis',
  from: 'From',
  notice: 'The whole privacy notice',
  rights: 'Object or ask what is stored',
  why: 'The law requires this mail (Art. 13(3) GDPR). It is not advertising.',
}

export const changeWords = texts(de, en)
