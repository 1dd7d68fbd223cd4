// Asks for the password of a protected file; it stays in this browser. Runs in browsers.

/** Shows the form and waits until it is sent. */
export function passwordFrom(box: HTMLElement): Promise<string> {
  const field = box.querySelector('input[type=password]') as HTMLInputElement
  box.hidden = false
  field.value = ''
  field.focus()
  return new Promise((resolve) => {
    box.querySelector('form')?.addEventListener(
      'submit',
      (event) => {
        event.preventDefault()
        box.hidden = true
        resolve(field.value)
      },
      { once: true },
    )
  })
}
