/** What kind of no it is. The door (HTTP, command line, job) turns a kind into its own language. */
export const refusalKinds = [
  'invalid',
  'forbidden',
  'not-found',
  'conflict',
  'locked',
  'gone',
  'too-many',
  'unavailable',
] as const
export type RefusalKind = (typeof refusalKinds)[number]

/** Facts for the sentence a person reads. They may reach a log, so they never hold personal data. */
export type RefusalDetails = Readonly<Record<string, string | number>>

/** An expected no with a stable code such as 'appointments.slot-is-full'; anything else thrown is a defect. */
export class Refusal extends Error {
  readonly code: string
  readonly kind: RefusalKind
  readonly details: RefusalDetails

  constructor(code: string, kind: RefusalKind, details: RefusalDetails = {}) {
    super(`refused: ${code}`)
    this.name = 'Refusal'
    this.code = code
    this.kind = kind
    this.details = Object.freeze({ ...details })
  }
}

/** Makes a refusal to throw or to return; `code` is 'module.what-is-wrong'. */
export const refuse = (code: string, kind: RefusalKind, details?: RefusalDetails): Refusal =>
  new Refusal(code, kind, details)

/** True for refusals, optionally only for those with this code. */
export const isRefusal = (error: unknown, code?: string): error is Refusal =>
  error instanceof Refusal && (code === undefined || error.code === code)
