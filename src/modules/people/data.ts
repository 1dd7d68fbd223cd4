import { activity } from '#platform/data/activity.ts'
import { exactTokenOf, instant, text, uuid, wordTokensOf } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'

/** Knowing who someone is and how to reach them; activities that serve a person `use` this one. */
export const contact = activity('people.contact', {
  why: {
    de: 'Sie zu Ihrem Anliegen erreichen und wiedererkennen',
    en: 'Reach you about your matter and recognise you',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' },
    private: { art6: 'b' },
  },
  obligation: {
    de: 'Ohne Namen und eine Möglichkeit, Sie zu erreichen, können wir Ihr Anliegen nicht bearbeiten.',
    en: 'Without a name and a way to reach you we cannot handle your matter.',
  },
})

export const people = table(
  'people',
  { subject: { ownedBy: 'id' }, keep: { while: 'referenced' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().personal(contact, 'identifier', { source: 'system' }),
    name: text().sealed(contact, 'name'),
    name_words: wordTokensOf('name'),
    mail: text().optional().sealed(contact, 'mail'),
    mail_exact: exactTokenOf('mail'),
    phone: text().optional().sealed(contact, 'phone'),
    phone_exact: exactTokenOf('phone'),
    language: text().personal(contact, 'language', { source: 'system' }),
    created_at: instant().personal(contact, 'time', { source: 'system' }),
  },
)

export const db = tables({ people })

dataKind('people', { name: { de: 'Kontaktangaben', en: 'Contact data' } })
