/** Where machines file, within an organisation. */
export const MACHINES = '/schnittstelle/unterlagen'
/** Where access keys are made and taken back. */
export const API_KEYS = '/team/einrichtung/zugangsschluessel'
/** A member's own key for archives that the server cannot read. */
export const MEMBER_KEY = '/team/eigener-schluessel'
/** Archives that the server cannot read, and who may open them. */
export const SEALED_ARCHIVES = '/team/einrichtung/verschlossene-archive'

/** Where a machine sends to. @param organisation the organisation's whole address, without a slash at its end */
export const machineAddresses = (organisation: string) => {
  const base = `${organisation}${MACHINES}`
  return {
    open: base,
    part: (upload: string) => `${base}/${upload}`,
    finish: (upload: string) => `${base}/${upload}/fertig`,
  }
}

/** A sealed file as it is stored; below a document's page. */
export const SEALED_FILE = '/versiegelt'
/** Below a document's page: takes the tokens of its words. */
export const SEALED_WORDS = '/versiegelt/woerter'
/** The documents of an archive that the server cannot read. */
export const sealedList = (archive: string): string => `/archiv/${archive}/verschlossen`
