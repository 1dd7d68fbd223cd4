// Tells how far reading a document on this device is, and lets its person leave recognition out or try again.
export type ReadingSay = Readonly<Record<'reading' | 'missing' | 'broken' | 'kept', string>>

/**
 * @param place holds a status, a progress bar and two buttons
 * @param work reads, and gives back the pages whose words are missing; `progress` is for pages that take long
 */
export function showReading(
  place: HTMLElement,
  say: ReadingSay,
  work: (progress: (page: number, of: number) => void, skip: AbortSignal) => Promise<readonly number[]>,
) {
  const part = <T extends HTMLElement>(name: string): T => {
    const found = place.querySelector<T>(`[data-reading-${name}]`)
    if (!found) throw new Error(`no ${name}`)
    return found
  }
  const [state, bar] = [part('state'), part<HTMLProgressElement>('bar')]
  const [skip, again] = [part('skip'), part('again')]
  let stop = new AbortController()
  const told = (text: string, shown: { readonly skip: boolean; readonly again: boolean }): void => {
    place.hidden = text === ''
    state.textContent = text
    bar.hidden = skip.hidden = !shown.skip
    again.hidden = !shown.again
  }
  const missing = (pages: readonly number[]): void => {
    if (pages.length === 0) return told('', { skip: false, again: false })
    told(say.missing.replace('{n}', String(pages.length)), { skip: false, again: true })
  }
  const progress = (page: number, of: number): void => {
    bar.max = of
    bar.value = page - 1
    told(say.reading.replace('{n}', String(page)).replace('{of}', String(of)), { skip: true, again: false })
  }
  async function run(): Promise<void> {
    const focused = place.contains(document.activeElement)
    stop = new AbortController()
    again.hidden = true
    if (focused) state.focus() // the button that was pressed is gone meanwhile
    try {
      const pages = await work(progress, stop.signal)
      missing(pages)
      if (pages.length === 0 && focused) {
        told(say.kept, { skip: false, again: false })
        state.focus()
      }
    } catch {
      // the document itself is safe and shown; only its words could not be kept
      told(say.broken, { skip: false, again: true })
    }
    if (focused && !again.hidden) again.querySelector('button')?.focus()
  }
  skip.addEventListener('click', () => {
    stop.abort()
    state.tabIndex = -1
    state.focus()
  })
  again.addEventListener('click', () => void run())
  state.tabIndex = -1
  return { run, missing }
}
