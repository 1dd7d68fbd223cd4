import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { type Recipient, recipients } from './recipients.ts'

/** A connection to an outside company (SMS, payment, mail provider) that an organisation may switch on. */
export type Connector = {
  readonly name: string
  /** The register id that activities name in `recipients`. */
  readonly recipient: string
  readonly label: Bilingual
  /** What the company does with the data, to follow its name in the notice. */
  readonly task: Bilingual
  /** Switched by whoever runs the installation, for all; other organisations see no switch. */
  readonly by?: 'operator'
}

const declared = new Map<string, Connector>()

/**
 * Declares a connector, at module level. Activities may then name its recipient; who it is, and whether it takes part,
 * each organisation says in its register of processors.
 */
export function connector(told: Connector): Connector {
  if (declared.has(told.name)) throw new Error(`connector ${told.name} is declared twice`)
  declared.set(told.name, told)
  return told
}

export const allConnectors = (): readonly Connector[] => [...declared.values()]

/** Reads the recipients that an organisation switched on; given by the module that keeps the register. */
export type RecipientSource = (at: Scope<string>) => Promise<readonly Recipient[]>
let source: RecipientSource = async () => []
export const readRecipientsBy = (given: RecipientSource): void => void (source = given)

// What the text at a place of collection says is made without a query: the last state that was read.
const known = new Map<string, readonly Recipient[]>()

/** Everybody beside the operator who receives data of the scope's organisation now; remembered for `recipientsKnown`. */
export async function recipientsNow(at: Scope<string>): Promise<readonly Recipient[]> {
  const switchedOn = await source(at)
  known.set(at.organisation.id, switchedOn)
  return [...recipients(), ...switchedOn]
}

/** The recipients of an organisation as last read: at the start, with every notice, and when a connector is switched. */
export const recipientsKnown = (organisation: string): readonly Recipient[] => [
  ...recipients(),
  ...(known.get(organisation) ?? []),
]

/**
 * The company behind a connector, for whoever is about to hand data over.
 * @throws Refusal privacy.connector-off when the organisation has not switched it on
 */
export async function recipientBehind(at: Scope<string>, of: Connector): Promise<Recipient> {
  const found = (await source(at)).find(({ id }) => id === of.recipient)
  if (!found) throw refuse('privacy.connector-off', 'conflict', { connector: of.name })
  return found
}
