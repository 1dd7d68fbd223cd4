/** Bounds on what one file may cost; beyond them it stays stored as it is and is found by its title. */
export const limits = {
  /** Of the plain file. */
  bytes: 256 * 1024 * 1024,
  pages: 20_000,
  /** Of one picture, in pixels: an A0 sheet at 200 dpi is 61 million. */
  pixels: 120_000_000,
  /** Of a picture that is decoded as a whole before it is made smaller: a camera's of 48 million. */
  foreignPixels: 60_000_000,
  /** Of the picture of a page that is decoded again, in pixels; ours have a million. */
  pagePixels: 40_000_000,
  /** Pages that get a picture; the viewer draws the others itself. */
  pictured: 100,
  /** Of the text of one file that is no PDF, in characters. */
  characters: 4_000_000,
  /** Of attachments together, in bytes, and how many. */
  attached: 128 * 1024 * 1024,
  attachments: 200,
  /** Of a ZIP archive: how many files it holds, and their bytes unpacked. */
  packedFiles: 1_000,
  unpacked: 1024 * 1024 * 1024,
  /** Mails and archives within each other. */
  depth: 10,
  /** Of all that came out of one document, however deep: documents, and their bytes. */
  family: 1_000,
  familyBytes: 1024 * 1024 * 1024,
  /** Resident memory of the process that reads, in bytes. */
  memory: 1_500 * 1024 * 1024,
  /** Milliseconds without a sign of life, after which the process is ended. */
  silence: 60_000,
  /** Milliseconds for recognising one page, and for making a PDF of an office file. */
  page: 120_000,
  office: 120_000,
} as const
