export const WORDINGS_PAGE = '/team/mailtexte'

const of = (kind: string) => `${WORDINGS_PAGE}/${kind}`

/** Pages below an organisation. */
export const paths = {
  list: WORDINGS_PAGE,
  gallery: `${WORDINGS_PAGE}/alle`,
  edit: of,
  sheet: (kind: string) => `${of(kind)}/ansicht`,
  version: (kind: string, version: number | string) => `${of(kind)}/fassung/${version}`,
  back: (kind: string) => `${of(kind)}/zurueck`,
}
