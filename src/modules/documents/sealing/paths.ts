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
/**
 * Below a document's page: what members' devices read of its pages, sealed. POST `{part, firstPage, lastPage, box}` keeps some;
 * GET `?ab=<page>` answers a `TextsJson`.
 */
export const SEALED_TEXTS = '/versiegelt/wortlaut'
export type TextsJson = {
  /** The words of all pages, where they are kept; with the first pages only. */
  readonly words?: string
  readonly parts: readonly { readonly firstPage: number; readonly lastPage: number; readonly box: string }[]
  /** Where to go on. */
  readonly next?: number
}
/** Below a document's page: what a member's device opens it with, an `OpeningJson`. */
export const SEALED_OPENING = '/versiegelt/angaben'
export type OpeningJson = { readonly manifest: string; readonly key: string }
/** One of two versions that a member's device compares. */
export type ComparedJson = OpeningJson & { readonly number: number; readonly file: string; readonly piece: string }
/** Below a document's page: some bytes of the file as it is stored, `?von=0&bis=1024`. */
export const SEALED_PIECE = '/versiegelt/teil'
/** Below a document's page: notes that members' devices sealed. */
export const SEALED_NOTES = '/versiegelt/notizen'
/** Below the list of an archive's documents: some of them with their sealed words, a `ListsJson`; `next` follows the address. */
export const WORD_LISTS = '/woerter'
export type ListedJson = {
  readonly id: string
  readonly url: string
  readonly received: string
  readonly manifest: string
  readonly key: string
  /** Missing until a member's device has read it. */
  readonly words?: string
}
export type ListsJson = { readonly documents: readonly ListedJson[]; readonly next?: string }
/** What an archive answers to a question, best first; `more`: there are others, worse ones. */
export type HitsJson = { readonly ids: readonly string[]; readonly more: boolean }
/** The documents of an archive that the server cannot read. */
export const sealedList = (archive: string): string => `/archiv/${archive}/verschlossen`
