// Loaded where a document is opened on a member's device: reads it there, whole or piece by piece, and keeps its words.
export { isInPieces, sealedPieces } from '../sealing/browser/pieces.ts'
export { keepTexts, keptPages, keptWords } from '../sealing/browser/texts.ts'
export { isReadHere, readPages } from '../sealing/browser/read-pages.ts'
