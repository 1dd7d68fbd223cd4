import { describe, expect, test } from 'vitest'
import type { Activity } from '#platform/data/activity.ts'
import type { Recipient } from '../recipients.ts'
import { missingFacts, notice, NoticeIncomplete } from './notice.ts'
import { caring, cares, contact, customers, facts, sms, told } from './sample-shop.ts'
import { sampleCity } from './sample.ts'
import type { AllDeclarations, Notice, NoticeFacts } from './types.ts'

const flat = ({ title, glance, parts }: Notice) =>
  [
    title,
    ...glance,
    ...parts.flatMap((part) => [
      part.title,
      ...part.text,
      ...(part.facts ?? []).flatMap(({ term, values }) => [term, ...values]),
    ]),
  ].join('\n')
const part = (of: Notice, id: string) => of.parts.find((one) => one.id === id)
const valuesOf = (of: Notice, id: string, term: string) => part(of, id)?.facts?.find((one) => one.term === term)?.values

describe('A4 the notice holds all that Art. 13 and 14 GDPR demand', () => {
  const de = notice(facts, told, 'de')
  test.each([
    ['the controller', 'Stadt Musterlingen'],
    ['where to find it', 'Rathausplatz 1, 12345 Musterlingen'],
    ['its representative', 'Bürgermeisterin Ada Beispiel'],
    ['its officer', 'datenschutz@musterlingen.example'],
    ['the operator', 'Rechenzentrum Beispiel GmbH'],
    ['the operator as processor', 'Auftragsverarbeitung, Art. 28 DSGVO'],
    ['its officer', 'datenschutz@rechenzentrum.example'],
    ['purposes', 'Sie versorgen'],
    ['recipients', 'SMS Beispiel AG'],
    ['third country', 'außerhalb der EU: Schweiz; Schutz: Angemessenheitsbeschluss 2000/518/EG'],
    ['access', 'Art. 15 DSGVO'],
    ['correction', 'Art. 16 DSGVO'],
    ['erasure', 'Art. 17 DSGVO'],
    ['restriction', 'Art. 18 DSGVO'],
    ['portability', 'Art. 20 DSGVO'],
    ['withdrawal', 'jederzeit widerrufen'],
    ['complaint', 'Landesbeauftragte für den Datenschutz'],
    ['obligation', 'Ohne Adresse geht es nicht.'],
    ['automated decisions', 'Art. 22 DSGVO'],
    ['logs', 'Nach 8 Wochen wird es gelöscht'],
    ['cookies', 'setzen keine Cookies'],
  ])('%s: %s', (_what, words) => {
    expect(flat(de)).toContain(words)
  })

  test('a basis per purpose, as the kind of organisation has it', () => {
    expect(valuesOf(de, 'purpose shop.contact', 'Rechtsgrund')).toEqual([
      'eine Aufgabe im öffentlichen Interesse (Art. 6 Abs. 1 Buchst. e DSGVO; § 3 BDSG)',
    ])
    const company = notice({ ...facts, organisation: { ...sampleCity(), kind: 'private' } }, told, 'de')
    expect(valuesOf(company, 'purpose shop.contact', 'Rechtsgrund')?.[0]).toContain('Buchst. b')
    expect(valuesOf(de, 'purpose shop.caring', 'Rechtsgrund')?.[1]).toContain('ausdrückliche Einwilligung')
  })
  test('A4 who has no officer says that nobody is appointed, not that nobody has to be: only the law decides that', () => {
    const nobody = { officer_name: '', officer_contact: '' }
    const company = { ...facts, organisation: { ...sampleCity(), ...nobody, kind: 'private' as const } }
    expect(part(notice(company, told, 'de'), 'officer')?.text).toEqual([
      'Wir haben niemanden für den Datenschutz benannt. Bitte wenden Sie sich direkt an uns.',
    ])
    expect(flat(notice(company, told, 'en'))).not.toContain('have to appoint')
  })
  test('A4 who receives a copy of what protects data abroad: everybody, unless the Commission or the person decided', () => {
    const said = (article?: string) => {
      const abroad = {
        ...sms,
        thirdCountry: { country: 'USA', safeguard: { de: 'x', en: 'x' }, ...(article ? { article } : {}) },
      }
      return flat(notice({ ...facts, recipients: [abroad] }, told, 'en')).includes('You get a copy of these safeguards')
    }
    expect(['A46-2-c', 'A46-2-b', undefined].map(said)).toEqual([true, true, true])
    expect(['A45-3', 'A49-1-a', 'A49-1-b'].map(said)).toEqual([false, false, false])
  })
  test('A22 an operator outside the EU is named once per purpose, with the country and what protects the data', () => {
    const operator = {
      ...sms,
      id: 'operator',
      name: 'Rechenzentrum Übersee',
      everything: true as const,
      thirdCountry: { country: 'USA', safeguard: { de: 'Klauseln', en: 'clauses' }, article: 'A46-2-c' },
    }
    const made = notice({ ...facts, recipients: [sms, operator] }, told, 'de')
    const named = valuesOf(made, 'purpose shop.contact', 'Wer sie erhält') ?? []
    expect(named.filter((one) => !one.startsWith(sms.name))).toEqual([facts.operator?.name])
    expect(part(made, 'recipients')?.facts?.map(({ term }) => term)).toEqual([sms.name, 'Rechenzentrum Übersee'])
    expect(flat(made)).not.toContain('Wir geben keine Daten in Länder außerhalb der EU')
    expect(flat(notice({ ...facts, recipients: [sms, operator] }, told, 'en'))).toContain('USA; safeguard: clauses')
  })
  test('a legitimate interest in its own words, and what follows from it', () => {
    const interest = { de: 'Betrug erkennen', en: 'detect fraud' }
    const guarding: Activity = {
      ...contact,
      basis: { public: { art6: 'e', law: '§ 3 BDSG' }, private: { art6: 'f', interest } },
    }
    const company = { ...facts, organisation: { ...sampleCity(), kind: 'private' as const } }
    const [german, english] = (['de', 'en'] as const).map((language) =>
      notice(company, { ...told, activities: [guarding, caring] }, language),
    ) as [Notice, Notice]
    expect(valuesOf(german, 'purpose shop.contact', 'Rechtsgrund')).toEqual([
      'unser berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO): Betrug erkennen',
    ])
    expect(flat(english)).toContain('detect fraud')
    expect(flat(german)).not.toContain('detect fraud')
  })
  test('categories with their source, also of data that a purpose only uses', () => {
    expect(valuesOf(de, 'purpose shop.caring', 'Welche Daten, woher')).toEqual([
      'von Ihnen: besonders geschützte Angaben (Art. 9 DSGVO, etwa zur Gesundheit), Name und Mailadresse',
      'von unseren Beschäftigten: freier Text',
      'entsteht bei der Bearbeitung: Zeitpunkte',
    ])
  })
  test('periods in plain words: range in use, start, latest end, law', () => {
    const periods = valuesOf(de, 'purpose shop.caring', 'Wie lange') ?? []
    expect(periods[0]).toContain(
      'je nach Anliegen 30 bis 60 Tage nach dem Ende, gelöscht spätestens 1 Tag später. Rechtsgrund der Frist: § 630f BGB.',
    )
    expect(periods[1]).toContain('bis wir nichts anderes mehr über Sie aufbewahren')
    const unknown = notice({ ...facts, ranges: {} }, told, 'de')
    expect(valuesOf(unknown, 'purpose shop.caring', 'Wie lange')?.[0]).toContain('höchstens 90 Tage nach dem Ende')
  })
  test('what concerns staff only comes last and says so', () => {
    const kinds = new Map([['customers', { name: { de: 'Konten', en: 'accounts' }, about: 'staff' as const }]])
    const made = notice(facts, { ...told, kinds }, 'de')
    const purposes = made.parts.filter(({ id }) => id.startsWith('purpose')).map(({ title }) => title)
    expect(purposes).toEqual(['Sie versorgen', 'Sie erreichen (betrifft nur Beschäftigte)'])
  })
  test('the right to object stands out in a part of its own (Art. 21(4))', () => {
    expect(de.parts.filter(({ strong }) => strong).map(({ id }) => id)).toEqual(['objection'])
  })
  test('English says the same matters', () => {
    const en = notice(facts, told, 'en')
    expect(en.parts.map(({ id }) => id)).toEqual(de.parts.map(({ id }) => id))
    expect(en.parts.map(({ facts: of }) => of?.map(({ values }) => values.length))).toEqual(
      de.parts.map(({ facts: of }) => of?.map(({ values }) => values.length)),
    )
    expect(flat(en)).not.toMatch(/undefined|null|\b(und|Daten|Ihre)\b/)
  })
})

test('smartcx/layered-notice: a short notice stands before the full one', () => {
  for (const language of ['de', 'en'] as const) {
    const { glance, parts } = notice(facts, told, language)
    expect(glance.length).toBeLessThanOrEqual(6)
    expect(glance.join(' ').split(/\s+/).length).toBeLessThan(130)
    expect(parts.length).toBeGreaterThan(10)
  }
})

test('smartcx/controller-processor: two organisations, each responsible itself, one operator for both', () => {
  const other = {
    ...sampleCity(),
    name: 'Verein Beispiel',
    officer_contact: 'officer@verein.example',
    officer_name: 'Ida',
  }
  const [one, two] = [facts, { ...facts, organisation: other }].map((of) => notice(of, told, 'de'))
  expect(valuesOf(one as Notice, 'controller', 'Name')).toEqual(['Stadt Musterlingen'])
  expect(valuesOf(two as Notice, 'controller', 'Name')).toEqual(['Verein Beispiel'])
  expect(valuesOf(two as Notice, 'officer', 'Erreichbar unter')).toEqual(['officer@verein.example'])
  for (const made of [one, two]) {
    expect(valuesOf(made as Notice, 'operator', 'Name')).toEqual(['Rechenzentrum Beispiel GmbH'])
    expect(valuesOf(made as Notice, 'operator', 'Erreichbar unter')).toEqual(['datenschutz@rechenzentrum.example'])
  }
  expect(flat(two as Notice)).not.toContain('Stadt Musterlingen')
})

test('a CDN stands in the notice only when there is one', () => {
  const cdn: Recipient = {
    ...sms,
    id: 'cdn',
    name: 'Netz Beispiel',
    task: { de: 'leitet weiter', en: 'passes on' },
    everything: true,
  }
  expect(flat(notice(facts, told, 'de'))).not.toContain('Netz Beispiel')
  const made = notice({ ...facts, recipients: [sms, cdn] }, told, 'de')
  expect(part(made, 'recipients')?.facts?.map(({ term }) => term)).toContain('Netz Beispiel')
  expect(part(made, 'logs')?.text.at(-1)).toBe('Netz Beispiel leitet weiter und sieht dabei Ihre Internetadresse.')
  expect(valuesOf(made, 'purpose shop.contact', 'Wer sie erhält')).toContain('Netz Beispiel (leitet weiter)')
})

describe('A4 a declaration that lacks what the law demands stops the notice', () => {
  const problemsOf = (declarations: Partial<AllDeclarations>, given: Partial<NoticeFacts> = {}) => {
    try {
      notice({ ...facts, ...given }, { ...told, ...declarations }, 'de')
      return []
    } catch (error) {
      return error instanceof NoticeIncomplete ? error.problems : [String(error)]
    }
  }
  const instead = (change: Partial<Activity>) => ({ activities: [contact, { ...caring, ...change }] })
  test.each([
    ['no reason', instead({ why: { de: ' ', en: 'x' } }), 'shop.caring does not say why (de)'],
    [
      'no obligation',
      instead({ obligation: { de: 'x', en: '' } }),
      'shop.caring does not say whether data must be given (en)',
    ],
    ['no law', instead({ basis: { art6: 'c', law: '' } }), 'shop.caring does not name the law behind it'],
    [
      'no interest',
      instead({ basis: { public: { art6: 'e', law: 'x' }, private: { art6: 'f', interest: { de: '', en: '' } } } }),
      'shop.caring does not name the legitimate interest',
    ],
    [
      'an authority that pleads a legitimate interest',
      instead({ basis: { art6: 'f', interest: { de: 'x', en: 'x' } } }),
      'shop.caring rests on a legitimate interest also for authorities',
    ],
    [
      'a recipient nobody knows',
      instead({ recipients: ['fax'] }),
      'shop.caring names the recipient fax, which is not in the register',
    ],
    [
      'a start event without words',
      { tables: [customers, { ...cares, keep: { from: 'qualified_at', period: 'P30D' } as const }] },
      'table cares has no words for when its period begins: tell them by dataKind()',
    ],
  ])('%s', (_name, declarations, problem) => {
    expect(problemsOf(declarations)).toEqual([problem])
  })
  test('A22 a third country without a safeguard, a processor without a contract', () => {
    expect(
      problemsOf(
        {},
        { recipients: [{ ...sms, contract: '', thirdCountry: { country: 'X', safeguard: { de: ' ', en: ' ' } } }] },
      ),
    ).toEqual([
      'the processor sms has no contract (Art. 28 GDPR)',
      'sms is outside the EU without a safeguard (Art. 44 GDPR)',
    ])
  })
})

test('what an organisation has not entered yet is named', () => {
  expect(missingFacts(facts)).toEqual([])
  const empty = {
    ...sampleCity(),
    address: '',
    contact_mail: '',
    contact_phone: '',
    officer_contact: '',
    authority_name: '',
  }
  expect(missingFacts({ ...facts, organisation: empty, operator: undefined })).toEqual([
    'address',
    'contact',
    'officer',
    'authority',
    'operator',
  ])
  expect(missingFacts({ ...facts, organisation: { ...sampleCity(), kind: 'private', officer_contact: '' } })).toEqual(
    [],
  )
})
