// What the viewer does with the list and the form of notes beside it. Runs in browsers.

/** Leads from a note on the page to its line in the list. */
export function chosenInPanel(id: string): void {
  document.querySelector<HTMLElement>(`[data-mark="${CSS.escape(id)}"]`)?.focus()
}

const fieldOf = (form: HTMLFormElement, name: string) =>
  form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null

/** Writes the place that was pressed into the form of a new note, and goes to its text. */
export function fillPlace(place: { readonly page: number; readonly x: number; readonly y: number }): void {
  const form = document.querySelector<HTMLFormElement>('form#notiz')
  if (!form) return
  const values = { page: String(place.page), x: place.x.toFixed(4), y: place.y.toFixed(4), where: 'chosen' }
  for (const [name, value] of Object.entries(values)) {
    const field = fieldOf(form, name)
    if (field) field.value = value
  }
  form.closest('details')?.setAttribute('open', '')
  fieldOf(form, 'words')?.focus()
}
