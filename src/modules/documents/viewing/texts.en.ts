import type { de } from './texts.de.ts'

export const en: typeof de = {
  tabs: { label: 'Views of the document', document: 'Document', work: 'Work', history: 'Versions and history' },
  untitled: 'Untitled',
  back: 'All documents',
  upload: {
    title: 'File documents',
    action: 'File',
    archive: 'Archive',
    files: 'Files',
    none: 'No archive yet in which you may file',
    noneHint: 'Under set-up the administration creates an archive and gives you the right to file there.',
  },
  nothingHere: 'Nothing to do here yet',
  nothingHereHint: 'As soon as somebody works on the document, it is shown here.',
}
