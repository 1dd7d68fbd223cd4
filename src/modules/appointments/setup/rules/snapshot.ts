/** What a form showed, by field, as text: kept in the form, to tell later what somebody else changed meanwhile. */
export type Snapshot = Readonly<Record<string, string>>
export type Change = { readonly key: string; readonly before: string; readonly after: string }

export const changesBetween = (before: Snapshot, after: Snapshot): Change[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({ key, before: before[key] ?? '', after: after[key] ?? '' }))
    .filter((one) => one.before !== one.after)

/**
 * What somebody else changed since the form was opened and saving would undo. Nothing when the form is of the present
 * version, when only other things of the place were changed, and when both people want the same.
 */
export function overwritten(form: {
  readonly version: number
  readonly base: Snapshot
  readonly present: { readonly version: number; readonly snapshot: Snapshot }
  readonly wanted: Snapshot
}): Change[] {
  const { version, base, present, wanted } = form
  if (version === present.version || changesBetween(present.snapshot, wanted).length === 0) return []
  return changesBetween(base, present.snapshot)
}

export const writeSnapshot = (snapshot: Snapshot): string => JSON.stringify(snapshot)

/** A form's snapshot as it came back; a broken one is empty, so that everything counts as changed. */
export function readSnapshot(text: string): Snapshot {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}
