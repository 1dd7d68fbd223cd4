/** '08:30' of what people write as a time of day ('8', '8:30', '08.30', '24:00' as '00:00'); undefined for anything else. */
export function timeEntered(text: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?(?::00)?(?:\s*uhr)?$/i.exec(text.trim())
  if (!found) return undefined
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)]
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined
  return `${String(hour % 24).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** '2026-11-24' of the same, or of '24.11.2026'; undefined for what is no date of this century. */
export function dateEntered(text: string): string | undefined {
  const trimmed = text.trim()
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(trimmed)
  const iso = german ? `${german[3]}-${german[2]?.padStart(2, '0')}-${german[1]?.padStart(2, '0')}` : trimmed
  if (!/^20\d{2}-\d{2}-\d{2}$/.test(iso)) return undefined
  try {
    return Temporal.PlainDate.from(iso, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}
