// What the desk's island needs of the page it stands in.

export type Answer = {
  readonly url: string
  readonly status: number
  readonly redirected: boolean
  readonly text: string
}

/** @returns undefined when the server was not reached or the question was taken back */
export async function ask(
  url: string,
  body: URLSearchParams | undefined,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    const how = body ? { method: 'POST', body } : { signal }
    const answer = await fetch(url, { ...how, headers: { accept: 'text/html' } })
    const { status, redirected } = answer
    return { url: answer.url, status, redirected, text: await answer.text() }
  } catch {
    return undefined
  }
}

// By the attribute: a field called `id` hides the form's own property.
export const idOf = (form: HTMLFormElement): string => form.getAttribute('id') ?? ''

/** Whether somebody has begun to fill in a form. */
const isBegun = (form: HTMLFormElement): boolean =>
  [...form.elements].some((field) => {
    if (field instanceof HTMLInputElement) return field.type !== 'hidden' && field.value !== field.defaultValue
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
    if (!(field instanceof HTMLSelectElement)) return false
    const chosen = [...field.options].findIndex(({ defaultSelected }) => defaultSelected)
    return field.selectedIndex !== Math.max(0, chosen)
  })

const view = ['tag', 'platz', 'wahl', 'tasten'].map((name) => `input[type=hidden][name=${name}]`).join()

/** What is kept leads to what is looked at now, not to what was looked at when it was begun. */
function leadBack(form: HTMLFormElement, twin: Element): void {
  for (const field of form.querySelectorAll(view)) field.remove()
  form.prepend(...twin.querySelectorAll(view))
}

/** Brings what somebody is in the middle of into the fresh parts: open folds, and forms begun but for the one just sent. */
export function carryOver(shown: Element, fresh: Element, sent: string | undefined): void {
  const open = [...shown.querySelectorAll<HTMLDetailsElement>('[id^="fold-"] > details[open]')]
  for (const { parentElement } of open) {
    fresh.querySelector(`#${parentElement?.id ?? ''} > details`)?.setAttribute('open', '')
  }
  for (const form of shown.querySelectorAll<HTMLFormElement>('form[id^="keep-"]')) {
    const id = idOf(form)
    if (id === sent || !isBegun(form)) continue
    const twin = fresh.querySelector(`#${id}`)
    if (twin) {
      leadBack(form, twin)
      twin.replaceWith(form)
    } else fresh.querySelector('aside')?.prepend(form)
  }
}

/**
 * How to find the focused element again after a swap: itself in a form that was carried over, its twin in a fresh one,
 * the head of a fold, the row it stood in, or the button of the same key.
 */
export function focusFinder(shown: Element): () => HTMLElement | null {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || !shown.contains(active)) return () => null
  const within = (selector: string) => active.closest(selector)?.getAttribute('id') ?? ''
  const [form, row, fold] = [within('form[id^="keep-"]'), within('tr[id]'), within('[id^="fold-"]')]
  const place = [...(active.closest('form')?.elements ?? [])].indexOf(active)
  const key = active.dataset['key']
  return () => {
    if (active.isConnected) return active
    if (active.id) return document.getElementById(active.id)
    if (form) return shown.querySelector<HTMLFormElement>(`#${form}`)?.elements[place] as HTMLElement | null
    if (row) return shown.querySelector(`#${row} th a`)
    if (fold && active.matches('summary')) return shown.querySelector(`#${fold} summary`)
    return key ? shown.querySelector(`[data-key="${CSS.escape(key)}"]`) : null
  }
}
