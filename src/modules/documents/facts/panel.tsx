import type { DocumentPanel } from '../viewing/panels.ts'

/** The facts of a document with their form, on the document's page. */
export const factsPanel: DocumentPanel = {
  name: 'facts',
  tab: 'document',
  order: 10,
  show: async () => undefined,
}
