import { readManifest } from '#platform/sealing/manifest.ts'
import type { VersionRow } from '../data.ts'
import type { Proven } from './screens/versions.tsx'

/** What a version's manifest says that anybody can check; undefined where it is none. */
export function proofOf(version: VersionRow): Proven | undefined {
  try {
    const { suite, cipherLength, cipherDigest } = readManifest(version.manifest)
    return { suite, cipherLength, cipherDigest, signed: version.signature !== null }
  } catch {
    return undefined // the scrub tells of a damaged one; the page shows what is left
  }
}
