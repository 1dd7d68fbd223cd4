import type { DocumentPanel } from '../viewing/panels.ts'

/** Stamps, tasks, archive lock and links of a document, on its tab `work`. */
export const WorkPanel: DocumentPanel = { name: 'work', tab: 'work', order: 10, show: async () => undefined }
