/** A way out that stands in every mail which its reader did not ask for; one for each address, see `optOutFor`. */
export type OptOut = {
  /** The whole address of the page behind the link, which also takes the one-click request of mail programs (RFC 8058). */
  readonly url: string
}
