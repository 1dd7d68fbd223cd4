import { activity } from '#platform/data/activity.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { zip, type ZipEntry } from '#platform/files/zip.ts'
import type { Language } from '#platform/text/language.ts'
import { accessArchive, answering } from '#privacy'
import { membership, signingIn } from '../../data.ts'

/** Giving who has an account everything that is kept about them, to take along. */
export const ownData = activity('accounts.own-data', {
  why: {
    de: 'Ihnen die Daten Ihres Kontos zeigen und mitgeben',
    en: 'Show you the data of your account and hand them to you',
  },
  basis: { art6: 'c', law: 'Art. 12, 15 und 20 DSGVO' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  using: [membership, signingIn, answering],
  whileRestricted: 'claims',
})

/**
 * Everything about an account, from the operator and from every organisation it works for: one ZIP with an archive for
 * each. Read to its end before it is given, so that a break never looks like a whole archive.
 */
export async function ownArchive(
  house: House,
  account: string,
  places: readonly Organisation[],
  language: Language,
): Promise<Uint8Array> {
  const entries: ZipEntry[] = []
  for (const organisation of places) {
    const wish = { organisation, actor: { kind: 'account', account }, purpose: ownData, language } as const
    const pieces = await inScope(house, wish, (at) =>
      Array.fromAsync(accessArchive(at, [account], { language, blobs: house.blobs })),
    )
    entries.push({ name: `${organisation.slug}.zip`, content: Buffer.concat(pieces) })
  }
  return Buffer.concat(await Array.fromAsync(zip(entries, house.clock.now()) as AsyncIterable<Uint8Array>))
}
