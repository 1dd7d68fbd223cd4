import type { Scope } from '#platform/data/scope.ts'
import { asMoment } from './forms/fields.ts'
import { assess, closeBreach, count, recordBreach } from './breaches/actions.ts'
import { disclose, enterPeople } from './disclosures/records.ts'
import { testThreshold } from './impact/records.ts'
import { setDuty } from './measures/actions.ts'
import { measures } from './measures/catalogue.ts'
import { addProcessor } from './processors/actions.ts'
import { OPERATOR_RECIPIENT } from './processors/rules.ts'

export type DemoRegisters = {
  /** The account of the officer who entered all this. */
  readonly by: string
  readonly operator: { readonly name: string; readonly address: string }
  readonly people: readonly string[]
}

const offices: Readonly<Record<string, string>> = {
  premises: 'Hausdienst',
  secrecy: 'Personalstelle',
  training: 'Datenschutz',
  leavers: 'Leitung',
  'incident-plan': 'Datenschutz',
  updates: 'IT-Stelle',
}

/** The registers of an organisation that has been careful for a while; everything in them is invented. */
export async function fillRegisters(at: Scope<string>, { by, operator, people }: DemoRegisters): Promise<void> {
  const { zone } = at.organisation
  const today = at.now.toZonedDateTimeISO(zone).toPlainDate()
  const daysAgo = (days: number) => asMoment(zone, at.now.subtract({ hours: 24 * days }))
  await addProcessor(at, {
    for: OPERATOR_RECIPIENT,
    name: operator.name,
    place: operator.address.replaceAll('\n', ', '),
    task: 'betreibt dieses System',
    task_en: 'runs this system',
    role: 'processor',
    contract_date: today.subtract({ months: 7 }).toString(),
    contract_reference: 'AVV 2026/3',
    contract_document: 'Akte 10.3.1',
  })
  for (const { id } of measures.filter((one) => one.by === 'people'))
    await setDuty(at, id, by, {
      owner: offices[id] ?? 'Leitung',
      reviewed_on: today.subtract({ months: 2 }).toString(),
      review_by: today.add({ months: 10 }).toString(),
    })
  const breach = await recordBreach(at, by, {
    title: 'Brief an die falsche Anschrift',
    aware_at: daysAgo(26),
    began_at: daysAgo(29),
    stopped_at: daysAgo(26),
    what: 'Eine Terminbestätigung ging an einen Nachbarn und kam ungeöffnet zurück.',
    kinds: 'confidentiality',
  })
  await count(at, breach, by)
  await assess(at, breach, by, {
    risk: 'unlikely',
    risk_reason: 'Der Umschlag kam verschlossen zurück.',
    consequences: 'Keine; niemand hat den Inhalt gesehen.',
    measures: 'Anschriften werden vor dem Versand verglichen.',
  })
  await closeBreach(at, breach, by)
  await testThreshold(at, by, {
    title: 'Termine im Netz',
    activities: 'appointments.handling',
    description: 'Menschen buchen Termine; gespeichert werden Kontaktangaben und das Anliegen, 30 bis 90 Tage lang.',
    criteria: 'sensitive',
    reason: 'Wenige Angaben, kurze Fristen, keine Bewertung von Menschen.',
    review_on: today.add({ months: 9 }).toString(),
  })
  const disclosure = await disclose(at, by, {
    authority: 'Polizeipräsidium Musterstadt',
    legal_ground: '§ 163 Abs. 1 Satz 2 StPO',
    reference: '12 Js 34/26',
    scope: 'Name und Zeit eines Termins',
    disclosed_at: daysAgo(12),
  })
  await enterPeople(at, disclosure, people.slice(0, 1))
}
