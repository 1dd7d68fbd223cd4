/** Where the sign-in may lead: a staff page of the same organisation, never another site or the sign-in itself. */
export function safeTarget(wanted: string | undefined): string | undefined {
  if (wanted === undefined || wanted.length > 300) return undefined
  const isStaffPath = /^\/team(?:\/[\w-]+)*\/?(?:\?[\w=&%.:+-]*)?$/.test(wanted)
  return isStaffPath && !wanted.startsWith('/team/anmelden') ? wanted : undefined
}

/** Led back from the page that only people with the cookie see: the browser did not keep it. */
export const cookieWasRefused = (wanted: string | undefined): boolean =>
  wanted?.startsWith('/team/anmelden/pruefen') ?? false
