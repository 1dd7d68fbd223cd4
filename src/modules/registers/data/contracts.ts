import { instant, localDate, text, uuid } from '#platform/data/columns.ts'
import { onlyWhoActed, table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'
import { registering } from './activities.ts'

const fact = 'fact of a contract with a company'
const openWhile = { de: 'solange der Vertrag läuft', en: 'as long as the contract runs' }
const law = 'Art. 5 Abs. 2 und Art. 28 DSGVO; §§ 195, 199 BGB'

/** Who works for the organisation with people's data, under which contract, where, with which safeguard (Art. 28, 44). */
export const processors = table(
  'processors',
  {
    subject: { none: 'companies and contracts with them' },
    keep: { from: 'ended_on', period: 'P3Y', to: 'year-end', grace: 'P1D', law, openWhile },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    recipient: text().notPersonal('register id of the recipient'),
    name: text().notPersonal(fact),
    place: text().notPersonal(fact),
    task: text().notPersonal(fact),
    task_en: text().notPersonal(fact),
    role: text().notPersonal('processor or controller of its own'),
    country: text().optional().notPersonal('set outside the EU and the EEA'),
    safeguard: text().optional().notPersonal('which of Art. 44 to 49 GDPR'),
    safeguard_detail: text().defaulted().notPersonal(fact),
    contract_date: localDate().optional().notPersonal(fact),
    contract_reference: text().defaulted().notPersonal(fact),
    contract_document: text().defaulted().notPersonal('where the contract lies'),
    ended_on: localDate().optional().notPersonal(fact),
    end_choice: text().optional().notPersonal('returned or deleted'),
    end_confirmed_on: localDate().optional().notPersonal(fact),
    end_proof: text().defaulted().notPersonal(fact),
    created_at: instant().notPersonal('when the entry was made'),
    changed_at: instant().notPersonal('when the entry was changed'),
  },
)

export const subProcessors = table(
  'sub_processors',
  {
    subject: { none: 'companies that work for processors' },
    keep: { from: 'ended_on', period: 'P3Y', to: 'year-end', grace: 'P1D', law, openWhile },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    processor_id: uuid().notPersonal('random id of the processor'),
    name: text().notPersonal(fact),
    place: text().notPersonal(fact),
    task: text().notPersonal(fact),
    country: text().optional().notPersonal('set outside the EU and the EEA'),
    safeguard: text().optional().notPersonal('which of Art. 44 to 49 GDPR'),
    announced_on: localDate().notPersonal('when the processor gave notice of the change'),
    effective_on: localDate().notPersonal('from when it takes part'),
    objection_until: localDate().optional().notPersonal('until when one may object'),
    decision: text().notPersonal('pending, accepted or objected'),
    ended_on: localDate().optional().notPersonal(fact),
  },
)

export const processorInstructions = table(
  'processor_instructions',
  {
    subject: { accessedBy: 'given_by', stays: onlyWhoActed },
    keep: { from: 'ended_at', period: 'P3Y', to: 'year-end', grace: 'P1D', law, openWhile },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    processor_id: uuid().notPersonal('random id of the processor'),
    instruction: text().personal(registering, 'free-text', { source: 'staff' }),
    form: text().notPersonal('written, text or oral'),
    given_by: uuid().personal(registering, 'identifier', { source: 'system' }),
    given_at: instant().personal(registering, 'time', { source: 'system' }),
    confirmed_on: localDate().optional().notPersonal('when the processor confirmed it'),
    ended_at: instant().optional().notPersonal('when the contract ended'),
  },
)

/** Connections to outside companies that are switched on; none of them without a complete entry. */
export const connectors = table(
  'connectors',
  { subject: { none: 'which connections are switched on' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    name: text().notPersonal('declared name of the connector'),
    processor_id: uuid().notPersonal('random id of the processor'),
    switched_on_at: instant().notPersonal('when it was switched on'),
  },
)

const end = { de: 'nach dem Ende des Vertrags', en: 'after the contract has ended' }
dataKind('processors', {
  name: { de: 'Auftragsverarbeiter und ihre Verträge', en: 'processors and their contracts' },
  start: end,
})
dataKind('sub_processors', { name: { de: 'Unterauftragnehmer', en: 'sub-processors' }, start: end })
dataKind('processor_instructions', {
  name: { de: 'Weisungen an Auftragsverarbeiter', en: 'instructions to processors' },
  about: 'staff',
  start: end,
})
dataKind('connectors', { name: { de: 'eingeschaltete Anbindungen', en: 'connections that are switched on' } })
