/** Zones offered first: the ones an organisation of this language area may sit in. Any other IANA zone can be entered. */
export const usualZones = [
  'Europe/Berlin',
  'Europe/Vienna',
  'Europe/Zurich',
  'Europe/Luxembourg',
  'Europe/Brussels',
  'Europe/Amsterdam',
  'Europe/Paris',
  'Europe/Copenhagen',
  'Europe/Warsaw',
  'Europe/Prague',
  'Europe/Rome',
  'Europe/Madrid',
  'Atlantic/Canary',
  'Europe/Lisbon',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Athens',
  'Europe/Helsinki',
  'America/New_York',
  'UTC',
] as const

/** Whether opening hours can be reckoned in this zone. Offsets such as '+01:00' are none: they know no summer time. */
export function isZone(zone: string): boolean {
  if (zone.length > 64 || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** A zone as it is spelled, whatever case it was entered in; undefined when there is none of that name. */
export function canonicalZone(entered: string): string | undefined {
  const name = entered.trim().replaceAll(' ', '_')
  if (!isZone(name)) return undefined
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? name
}
