// Shows a document's page anew once it was read. Runs in browsers.

const hasText = (field: HTMLTextAreaElement | HTMLInputElement): boolean => field.value !== field.defaultValue

/** Listens for documents that were read; nothing that somebody types into the page is lost by it. */
export function reloadWhenRead(viewer: HTMLElement, address: string): EventSource {
  const news = new EventSource(address)
  const look = async (): Promise<void> => {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const stage = page.querySelector<HTMLElement>('belegt-viewer')?.dataset['stage']
    if (stage === undefined || stage === viewer.dataset['stage']) return
    const typed = [...document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('main textarea, main input')]
    if (!typed.some(hasText)) location.reload()
  }
  news.addEventListener('changed', () => void look().catch(() => undefined)) // the next news asks again
  return news
}
