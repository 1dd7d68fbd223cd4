import { activity } from '#platform/data/activity.ts'
import { instant, integer, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { onlyWhoActed, table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'

/** Keeping the texts of an organisation's mails, and being able to tell who changed them. */
export const wording = activity('messages.wording', {
  why: {
    de: 'Die Texte unserer Mails pflegen und nachvollziehen, wer sie geändert hat',
    en: 'Keep the texts of our mails, and be able to tell who changed them',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' },
    private: {
      art6: 'f',
      interest: {
        de: 'was in unserem Namen geschrieben wird, soll einer Person zuzuordnen sein',
        en: 'what is written in our name is to be traceable to somebody',
      },
    },
  },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
})

/** An organisation's own texts of one kind of mail: `{ de: { 'body.text': '…' }, en: { … } }`, only what differs from ours. */
export type OwnTexts = Readonly<Record<'de' | 'en', Readonly<Record<string, string>>>>

export const mailWordings = table(
  'mail_wordings',
  {
    subject: { accessedBy: 'made_by', stays: onlyWhoActed },
    keep: {
      from: 'replaced_at',
      period: 'P1Y',
      grace: 'P1D',
      openWhile: { de: 'solange der Text gilt', en: 'as long as the text is in use' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    kind: text().notPersonal('which mail'),
    version: integer().notPersonal('counts the changes of the text'),
    texts: json<OwnTexts>().notPersonal('text of the organisation, the same for everybody'),
    back_to: integer().optional().notPersonal('the version that was taken up again'),
    made_by: uuid().personal(wording, 'identifier', { source: 'system' }),
    made_at: instant().personal(wording, 'time', { source: 'system' }),
    replaced_at: instant().optional().notPersonal('when the next version took its place'),
  },
)

export const db = tables({ mail_wordings: mailWordings })

dataKind('mail_wordings', {
  name: { de: 'Texte der Mails', en: 'texts of mails' },
  about: 'staff',
  start: { de: 'nachdem der Text ersetzt wurde', en: 'after the text was replaced' },
})
