/** Where archives are set up. */
export const ARCHIVES = '/team/einrichtung/archive'

/** How large a part may be that is sent at once, in bytes; smaller ones are fine. */
export const MOST_PART = 64 * 1024 ** 2

/**
 * The upload API, within `/:organisation`, for members. All answers are JSON; `accept: application/json` gets troubles as
 * `{code, text}` too.
 * - POST `open` with the form fields `way` (`browser` unless told), `document` (for a next version) and `person` (whom it
 *   concerns), each optional: answers a `TicketJson`
 * - POST `part(upload)?ab=<offset>`, the body raw bytes of any length up to `MOST_PART`: answers `{received}`, the bytes
 *   that are there; 409 `files.gap` when the offset lies behind them
 * - GET `part(upload)`: answers `{received}`, to resume
 * - POST `finish(upload)`, the body a `SentJson`: answers a `Filed`; asked again it answers the same
 */
export const uploadPaths = (archive: string) => ({
  open: `/archiv/${archive}/hochladen`,
  part: (upload: string) => `/archiv/${archive}/hochladen/${upload}`,
  finish: (upload: string) => `/archiv/${archive}/hochladen/${upload}/fertig`,
})

/** What a document's page can do with where it lies. */
export const custodyPaths = (document: string) => {
  const own = `/team/dokumente/${document}`
  return {
    receipt: `${own}/quittung`,
    trash: `${own}/papierkorb`,
    restore: `${own}/zurueckholen`,
  }
}
