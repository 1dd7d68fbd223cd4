import { type House, inScope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { proving } from '../data.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import { copiedNotes } from './copied.ts'
import { declaredLost, FORKED, inBatches, notHere, stateDigest } from './lost.ts'
import { mergeAndPublish } from './published.ts'
import { record } from './record.ts'
import { originOf } from './rows.ts'
import { signingKey } from './signing-key.ts'

// A restored backup may be older than what was signed and sent: then the ledger goes on from the backup's moment, and two
// histories bear our signature. That cannot be undone and must not be hidden. The entry written here names every lost state
// by its digest, so that `ledger verify --copies` tells a loss that was declared from a ledger that was rewritten.

/** An entry stays readable: more lost states make more entries. */
const PER_ENTRY = 100
const actor = { kind: 'system', job: 'privacy.ledger' } as const

export type Fork = {
  /** Signed states outside that this ledger has not and that were declared now. */
  readonly lost: number
  /** How many entries the ledger had in the largest of them. */
  readonly upTo: number
}

/**
 * Looks in copies of signed states for those that a restore went back behind, and declares them in the ledger, which goes on
 * with that. States that are not signed by our key are left to `ledger verify`, which rings. Called again it adds nothing.
 * @param copies files or folders with signed states that left this machine
 * @returns undefined when nothing is lost
 * @throws when a path cannot be read; nothing is declared then
 */
export async function declareFork(
  house: House,
  organisation: Organisation,
  copies: readonly string[],
): Promise<Fork | undefined> {
  const { publicKey } = await signingKey(house.dataFolder)
  const origin = originOf(organisation)
  const fork = await inScope(house, { organisation, actor, purpose: proving }, async (at) => {
    const known = await declaredLost(at)
    const lost = new Map<string, number>()
    const look = async (notes: readonly string[]) => {
      for (const note of await notHere(at, notes)) {
        const signed = verifyCheckpoint(note, publicKey, origin)
        if (signed.ok && !known.has(stateDigest(note))) lost.set(stateDigest(note), signed.checkpoint.size)
      }
    }
    for (const path of copies) for await (const notes of inBatches(copiedNotes(path, origin))) await look(notes)
    if (lost.size === 0) return undefined
    const upTo = Math.max(...lost.values())
    const states = [...lost.keys()]
    for (let from = 0; from < states.length; from += PER_ENTRY) {
      const some = states.slice(from, from + PER_ENTRY)
      await record(at, FORKED, { lost: some.length, lostUpTo: upTo, states: some.join(' ') })
    }
    return { lost: lost.size, upTo }
  })
  if (fork) await mergeAndPublish(house, organisation)
  return fork
}
