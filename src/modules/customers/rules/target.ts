/** Where the sign-in may lead: a page of the account in the same organisation, never another site or the sign-in itself. */
export function safeTarget(wanted: string | undefined): string | undefined {
  if (wanted === undefined || wanted.length > 300) return undefined
  const isAccountPath = /^\/konto(?:\/[\w-]+)*\/?(?:\?[\w=&%.:+-]*)?$/.test(wanted)
  return isAccountPath && !/^\/konto\/(anmelden|registrieren|bestaetigen|passwort)/.test(wanted) ? wanted : undefined
}

/** Led back from the page that only people with the cookie see: the browser did not keep it. */
export const cookieWasRefused = (wanted: string | undefined): boolean =>
  wanted?.startsWith('/konto/anmelden/pruefen') ?? false
