/** Addresses within an organisation. */
export const retentionPaths = {
  periods: '/team/datenschutz/fristen',
  pdf: '/team/datenschutz/fristen/loeschklassen.pdf',
  csv: '/team/datenschutz/fristen/loeschklassen.csv',
  holds: '/team/datenschutz/sperren',
  release: (id: string) => `/team/datenschutz/sperren/${id}/aufheben`,
} as const
