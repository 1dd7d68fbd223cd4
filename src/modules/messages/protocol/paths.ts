export const OUTBOX_PAGE = '/team/nachrichten'

/** Pages below an organisation. */
export const paths = {
  list: OUTBOX_PAGE,
  search: `${OUTBOX_PAGE}/suche`,
  retryCause: `${OUTBOX_PAGE}/erneut`,
  one: (id: string) => `${OUTBOX_PAGE}/${id}`,
  retry: (id: string) => `${OUTBOX_PAGE}/${id}/erneut`,
}
