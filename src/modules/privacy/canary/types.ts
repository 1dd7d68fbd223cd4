import type { Hit } from '#platform/residue/residue.ts'
import type { Probe } from '../verify/probe.ts'
import type { VerifyOptions } from '../verify/verify.ts'

/** An invented person whose every word exists nowhere else: found again means left behind. */
export type CanaryPerson = {
  readonly name: string
  readonly mail: string
  readonly phone: string
  /** A sentence for free fields. */
  readonly note: string
}

export type Walk = {
  /** An organisation made for this run, the web application on it, a clock of its own. */
  readonly probe: Probe
  readonly person: CanaryPerson
}

/** How the person goes through one module, as a real one would: over its pages. */
export type CanaryStep = {
  readonly module: string
  /**
   * @returns what was done, in a few English words
   * @throws when a page does not answer as it should: the run is broken then, not clean
   */
  readonly walk: (walk: Walk) => Promise<string>
}

export type Needles = { readonly strings: readonly string[]; readonly bytes: Readonly<Record<string, Buffer>> }

/** A backup with the person in it, restored beside and searched; given by `app`. */
export type RestoredPort = {
  /** Makes a backup; undefined when none are configured. */
  readonly backUp: () => Promise<string | undefined>
  /** Restores it with the erasures since, and searches rows and files of the result. */
  readonly search: (backup: string, needles: Needles) => Promise<readonly Hit[]>
}

export type CanaryOptions = Pick<VerifyOptions, 'operator' | 'web' | 'routes' | 'found'> & {
  readonly steps: readonly CanaryStep[]
  /** Left out: no backup is made and restored in this run. */
  readonly restored?: RestoredPort | undefined
  /** Writes out what the log still holds in memory. */
  readonly flushed?: () => Promise<void>
}

export type CanaryReport = {
  readonly steps: readonly { readonly module: string; readonly done: string }[]
  /** How often the scanner found the person before the erasure: a search that finds nothing then proves nothing. */
  readonly before: number
  readonly tables: number
  readonly files: number
  readonly bytes: number
  /** `restored` when a backup was restored and searched, else why not. */
  readonly backup: 'restored' | 'none configured' | 'not in this run'
  /** Tables that are too large to be written anew before their night: what lies in their files is not among the hits. */
  readonly waiting: readonly string[]
  readonly hits: readonly Hit[]
}
