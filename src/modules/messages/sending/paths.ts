const sender = '/team/absender'

/** The pages of the sender, below an organisation. */
export const pages = {
  sender,
  check: `${sender}/pruefen`,
  use: `${sender}/verwenden`,
  leave: `${sender}/zuruecknehmen`,
  test: `${sender}/testmail`,
  keys: `${sender}/schluessel`,
  letSign: (id: string) => `${sender}/schluessel/${id}/umstellen`,
  forget: (id: string) => `${sender}/schluessel/${id}/entfernen`,
  server: `${sender}/server`,
  serverTest: `${sender}/server/testmail`,
  useServer: `${sender}/server/ein`,
  leaveServer: `${sender}/server/aus`,
} as const
