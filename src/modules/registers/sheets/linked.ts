import { file, type Reply } from '#platform/http/route.ts'
import { context } from '../processing/dpv.ts'

/** A thing of a JSON-LD graph, in terms of the W3C Data Privacy Vocabulary. */
export type Node = Readonly<Record<string, unknown>>

/** Things as a JSON-LD document to download. */
export const linkedReply = (name: string, graph: readonly Node[]): Reply =>
  file(`${JSON.stringify({ '@context': context, '@graph': graph }, null, 2)}\n`, 'application/ld+json; charset=utf-8', {
    name: `${name}.jsonld`,
  })
