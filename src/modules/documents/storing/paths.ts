/** Where archives are set up. */
export const ARCHIVES = '/einrichtung/archive'

/**
 * The upload API, below `/:organisation`. POST `oeffnen` answers a ticket as JSON; POST `teile/:upload?ab=<offset>` takes
 * raw bytes at that offset and answers `{received}`; GET `teile/:upload` answers `{received}`, to resume; POST
 * `fertig/:upload` takes manifest and seal as JSON and answers the receipt.
 */
export const uploadPaths = (archive: string) => ({
  open: `/archiv/${archive}/hochladen`,
  part: (upload: string) => `/archiv/${archive}/hochladen/${upload}`,
  finish: (upload: string) => `/archiv/${archive}/hochladen/${upload}/fertig`,
})
