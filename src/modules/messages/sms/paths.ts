export const SMS_PAGE = '/team/sms'

export const paths = {
  list: SMS_PAGE,
  search: `${SMS_PAGE}/suche`,
  setup: `${SMS_PAGE}/einrichten`,
  test: `${SMS_PAGE}/einrichten/probe`,
  texts: `${SMS_PAGE}/texte`,
  text: (kind: string, language: string) => `${SMS_PAGE}/texte/${kind}/${language}`,
  one: (id: string) => `${SMS_PAGE}/${id}`,
  retry: (id: string) => `${SMS_PAGE}/${id}/erneut`,
} as const

/** Where a provider reports, below the organisation: in general, or about one SMS. */
export const reportPath = (provider: string, token?: string): string =>
  `/meldungen/sms/${provider}${token ? `/${token}` : ''}`
