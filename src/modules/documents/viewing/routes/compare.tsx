import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { get, page, type Route } from '#platform/http/route.ts'
import { personalDataSeen } from '#privacy'
import { mayReadDocuments } from '../../permissions.ts'
import { pagesOf } from '../../reading/pages.ts'
import { sealedCompare } from '../../sealing/compare-panel.tsx'
import { diff, wordsOf } from '../diff.ts'
import { documentFor } from '../found.ts'
import type { DocumentAsked, ShownDocument } from '../panels.ts'
import { parts } from '../paths.ts'
import { ComparePage, type ComparePageProps } from '../screens/compare.tsx'
import { viewOf } from '../view.ts'
import { filingOnly, framed, reading, underDocument } from './common.ts'

/** Texts of more pages take too long to be opened for one page of ours. */
const MOST_PAGES = 200
const first = Array.from({ length: MOST_PAGES }, (_, place) => place + 1)

const number = z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined)

async function textOf(asked: DocumentAsked, version: ShownDocument['version']): Promise<string[] | undefined> {
  const read = await pagesOf(filingOnly(asked.at), version.id, first)
  return read.length === 0 ? undefined : read.flatMap(({ text }) => wordsOf(text))
}

/** What changed from the text of one version to that of another. */
async function changesOf(
  asked: DocumentAsked,
  older: ShownDocument['version'],
  newer: ShownDocument['version'],
): Promise<ComparePageProps['text']> {
  if (older === newer) return []
  const [before, after] = [await textOf(asked, older), await textOf(asked, newer)]
  if (!before || !after) return 'unread'
  return diff(before, after) ?? 'other'
}

export const compareRoutes: Route[] = [
  get(
    underDocument(parts.compare),
    { ...reading, costly: true, input: z.object({ alt: number, neu: number, teil: number }) },
    async (asked) => {
      const { at, input } = asked
      const shown = await documentFor(at, asked.params['document'], mayReadDocuments)
      const { versions } = shown
      const find = (wanted: number | undefined, otherwise: number) =>
        wanted === undefined ? (versions[otherwise] ?? versions[0]) : versions.find((one) => one.number === wanted)
      const [older, newer] = [find(input.alt, 1), find(input.neu, 0)]
      if (!older || !newer) throw refuse('documents.unknown', 'not-found')
      const persons = [shown.document.holder_id]
      await at.announce(personalDataSeen, { what: 'opened', place: 'documents.page', persons })
      const isSealed = shown.archive.mode === 'client-only'
      const pictures = async (version: typeof older) => (await viewOf(at, { ...shown, version })).pictures
      return page(
        <ComparePage
          {...framed(asked, ...(isSealed ? ['documents/sealed-compare.js'] : []))}
          shown={shown}
          older={older.number}
          newer={newer.number}
          text={isSealed ? 'unread' : await changesOf(asked, older, newer)}
          sealed={isSealed ? await sealedCompare(asked, shown, { older, newer }) : undefined}
          pictures={{ older: await pictures(older), newer: await pictures(newer) }}
          part={input.teil ?? 1}
        />,
      )
    },
  ),
]
