import { cleanText } from '#platform/text/clean.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { DeskWish } from '../actions/desks.ts'

export const MOST_DESKS = 100
export const LONGEST_DESK = 100
const HIGHEST = 999
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const deskField = (place: number, part: 'id' | 'name' | 'position' | 'active'): string => `desk${place}_${part}`

export const deskValues = (desks: readonly { id: string; name: string; active: boolean }[]): Raw =>
  Object.fromEntries(
    desks.flatMap(({ name, active }, place) => [
      [deskField(place, 'name'), name],
      [deskField(place, 'position'), String(place + 1)],
      [deskField(place, 'active'), active ? 'yes' : ''],
    ]),
  )

/** Reads the desks of a form in the order wished for, a new one last. Problems by field. */
export function deskForm(entered: Raw): { readonly wishes: readonly DeskWish[]; readonly problems: Problems } {
  const problems: Record<string, string> = {}
  const rows: { wish: DeskWish; position: number }[] = []
  for (let place = 0; place < MOST_DESKS; place++) {
    const id = entered[deskField(place, 'id')]
    if (id === undefined || !UUID.test(id)) continue
    const name = cleanText(entered[deskField(place, 'name')] ?? '', { max: LONGEST_DESK })
    const position = Number(entered[deskField(place, 'position')] ?? Number.NaN)
    if (!name.ok) problems[deskField(place, 'name')] = 'too-long'
    else if (name.text === '') problems[deskField(place, 'name')] = 'required'
    if (!Number.isInteger(position) || position < 1 || position > HIGHEST)
      problems[deskField(place, 'position')] = 'number'
    const active = Boolean(entered[deskField(place, 'active')])
    rows.push({ wish: { id, name: name.ok ? name.text : '', active }, position })
  }
  const added = cleanText(entered['added'] ?? '', { max: LONGEST_DESK })
  if (!added.ok) problems['added'] = 'too-long'
  const wishes = rows.sort((a, b) => a.position - b.position).map(({ wish }) => wish)
  return {
    wishes: added.ok && added.text !== '' ? [...wishes, { name: added.text, active: true }] : wishes,
    problems,
  }
}
