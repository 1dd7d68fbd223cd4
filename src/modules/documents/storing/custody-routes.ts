import { z } from 'zod'
import { file, get, post, type Route, see } from '#platform/http/route.ts'
import { filing } from '../data.ts'
import { mayFileDocuments, mayLockDocuments, mayReadDocuments } from '../permissions.ts'
import { documentFor } from '../viewing/found.ts'
import { restoreDocument, trashDocument } from './bin.ts'
import { custodyWords } from './custody-texts.ts'
import { workTab } from './panel.tsx'
import { custodyPaths } from './paths.ts'
import { receiptFor } from './receipt.ts'

const paths = custodyPaths(':document')
const at = (path: string): string => `/:organisation${path}`
const rules = (who: typeof mayReadDocuments) => ({ who, purpose: filing, place: 'some' }) as const
const reading = rules(mayReadDocuments)
const filingRules = rules(mayFileDocuments)

/** The receipt of a version, and the bin. */
export const custodyRoutes: readonly Route[] = [
  get(
    at(paths.receipt),
    { ...reading, input: z.object({ fassung: z.coerce.number().int().positive().optional() }) },
    async (asked) => {
      const { version } = await documentFor(asked.at, asked.params['document'], mayReadDocuments, asked.input.fassung)
      const receipt = await receiptFor(asked.at, version)
      return file(JSON.stringify(receipt, undefined, 2), 'application/json', {
        name: custodyWords(asked.language).receiptName(version.number),
      })
    },
  ),
  post(at(paths.trash), rules(mayLockDocuments), async (asked) => {
    const { document } = await documentFor(asked.at, asked.params['document'], mayLockDocuments)
    await trashDocument(asked.at, document.id)
    return see(asked.href(workTab(document.id)))
  }),
  post(at(paths.restore), filingRules, async (asked) => {
    const { document } = await documentFor(asked.at, asked.params['document'], mayFileDocuments)
    await restoreDocument(asked.at, document.id)
    return see(asked.href(workTab(document.id)))
  }),
]
