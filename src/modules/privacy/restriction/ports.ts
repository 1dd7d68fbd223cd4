import type { Scope } from '#platform/data/scope.ts'

// What this module needs of those above it: it knows people by id only, and sends nothing itself.

/** What a person is to be told about their restriction. */
export type Letter = { readonly person: string; readonly restriction: string; readonly about: 'set' | 'lifting' }

/** What became of the mail about the lifting of a restriction. */
export type Arrival = 'waits' | 'left' | 'lost'

type Mails = {
  /** Queues the mail in the scope's transaction; false where no address is known. */
  readonly send: (at: Scope<string>, letter: Letter) => Promise<boolean>
  readonly arrival: (at: Scope<string>, restriction: string) => Promise<Arrival>
}
let mails: Mails | undefined
let readTokens: ((at: Scope<string>, person: string) => Promise<readonly Buffer[]>) | undefined

/** Says how a person is told about a restriction by mail; called once, at module level. */
export function restrictionMails(by: Mails): void {
  if (mails) throw new Error('two modules send the mails about restrictions')
  mails = by
}

export const sendLetter = async (at: Scope<string>, letter: Letter): Promise<boolean> =>
  (await mails?.send(at, letter)) ?? false

export const arrivalOfLifting = async (at: Scope<string>, restriction: string): Promise<Arrival> =>
  (await mails?.arrival(at, restriction)) ?? 'left'

/** Says under which tokens a person's mail addresses are found (`exactToken`); called once, at module level. */
export function mailTokensBy(read: (at: Scope<string>, person: string) => Promise<readonly Buffer[]>): void {
  if (readTokens) throw new Error('two modules know the addresses of people')
  readTokens = read
}

export const mailTokensOf = async (at: Scope<string>, person: string): Promise<readonly Buffer[]> =>
  (await readTokens?.(at, person)) ?? []

let readOwners: ((at: Scope<string>, token: Buffer) => Promise<readonly string[]>) | undefined

/** Says who is known under the token of a mail address (`exactToken`); called once, at module level. */
export function mailOwnersBy(read: (at: Scope<string>, token: Buffer) => Promise<readonly string[]>): void {
  if (readOwners) throw new Error('two modules know whose an address is')
  readOwners = read
}

export const mailOwnersOf = async (at: Scope<string>, token: Buffer): Promise<readonly string[]> =>
  (await readOwners?.(at, token)) ?? []
