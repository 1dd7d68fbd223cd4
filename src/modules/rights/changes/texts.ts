import { texts } from '#platform/text/texts.ts'

const de = {
  nothing: 'Sie müssen nichts tun, wenn Sie einverstanden sind.',
  object:
    'Sie können dieser Nutzung widersprechen, aus Gründen, die in Ihrer Lage liegen. Das geht formlos und kostet nichts.',
  consent: 'Wir tun das nur, wenn Sie einwilligen. Ohne Ihre Einwilligung bleibt alles, wie es ist.',
}
const en: typeof de = {
  nothing: 'You do not have to do anything if you agree.',
  object: 'You can object to this use on grounds relating to your situation. No form is needed, and it costs nothing.',
  consent: 'We do this only if you consent. Without your consent everything stays as it is.',
}

export const changeWords = texts(de, en)
