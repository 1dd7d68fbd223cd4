// The viewer of a document: PDF.js' pages or pictures of pages, with text, search within the document and layers. Without it
// the page shows pictures, and its forms do the rest.
import { createFinder, type Finder } from '../viewing/browser/find.ts'
import { sizesFrom, turnedBack } from '../viewing/browser/geometry.ts'
import { soughtFor, soughtIn } from '../viewing/browser/hits.ts'
import { bringHit, type Layer, layHits, layLayers, layWords, pressedAt } from '../viewing/browser/overlay.ts'
import { createPages, type Pages, type Sheet } from '../viewing/browser/pages.ts'
import { type WordsOfPage, wordsFrom } from '../viewing/browser/page-words.ts'
import { loaded, openPdf, type PdfWish, piecesFrom, type Sheets } from '../viewing/browser/pdf.ts'
import { passwordFrom } from '../viewing/browser/password.ts'
import { openPictures } from '../viewing/browser/pictures.ts'
import { actOf } from '../viewing/browser/keys.ts'
import { chosenInPanel, fillPlace } from '../viewing/browser/panel.ts'
import type { ShownFile } from '../viewing/browser/shown.ts'
import { reloadWhenRead } from '../viewing/browser/news.ts'
import { showThumbs } from '../viewing/browser/thumbs.ts'

type Say = Readonly<
  Record<'page' | 'loading' | 'failed' | 'offline' | 'wrong' | 'hits' | 'none' | 'place' | 'placed', string>
>
const FIND_MS = 200
const typing = 'input:not([type=hidden]), textarea, select, [contenteditable]'

class BelegtViewer extends HTMLElement {
  #pages: Pages | undefined
  #sheets: Sheets | undefined
  #finder: Finder | undefined
  #wordsOf: WordsOfPage = this.dataset['words']
    ? wordsFrom(this.dataset['words'], this.dataset['version'] ?? '')
    : async () => undefined
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #layers: readonly Layer[] = JSON.parse(this.dataset['marks'] ?? '[]') as Layer[]
  #news: EventSource | undefined
  #placing = false
  #arriving = false // until what the address leads to is in sight
  #finding: number | undefined

  connectedCallback(): void {
    this.addEventListener('keydown', this.#onKey)
    this.addEventListener('click', this.#onClick)
    document.addEventListener('click', this.#onPanel)
    const { news } = this.dataset
    if (news) this.#news = reloadWhenRead(this, news)
    this.#open().catch((error: unknown) => this.#failed(error))
  }

  disconnectedCallback(): void {
    document.removeEventListener('click', this.#onPanel)
    this.#news?.close()
    this.#pages?.close()
  }

  /** Shows a file that this browser opened itself, e.g. of an archive that no server reads. */
  async showFile(file: ShownFile): Promise<void> {
    const { data, mediaType, words } = file
    if (words) this.#wordsOf = words
    if (mediaType === 'application/pdf') this.#show(await this.#pdf(data))
    else if (data instanceof Uint8Array)
      this.#show(openPictures([new Blob([data as BlobPart], { type: mediaType })], []))
  }

  showLayers(layers: readonly Layer[]): void {
    this.#layers = layers
    if (this.#pages) this.#tell('')
    for (const sheet of this.#pages?.drawnSheets() ?? []) this.#layLayers(sheet)
  }

  seekAgain(): void {
    if (this.#field()?.value) this.#seek(soughtFor(this.#field()?.value ?? ''))
    else this.#arrive()
  }

  /** What the address leads to is brought into sight, wherever on the page the viewer stands. */
  #arrive(): void {
    const sought = soughtIn(location.hash)
    this.#arriving = sought !== undefined
    if (sought) this.#seek(sought)
  }

  async #open(): Promise<void> {
    const { pdf, piece, size, original, picture, pictures = '0', version = '' } = this.dataset
    const count = Number(pictures)
    if (!pdf && !original && count === 0) return
    this.#tell(this.#say.loading)
    const sizes = sizesFrom(this.dataset['sizes'] ?? '')
    const drawn = Array.from({ length: count }, (_, place) => `${picture}${place + 1}${version}`)
    if (pdf) {
      // a PDF that PDF.js cannot open may still have been read: then its pictures are shown
      this.#show(
        await Promise.resolve(piece ? piecesFrom(piece, Number(size)) : loaded(pdf))
          .then((data) => this.#pdf(data))
          .catch((error: unknown) => {
            if (count === 0) throw error
            return openPictures(drawn, sizes)
          }),
      )
    } else this.#show(openPictures(original && count <= 1 ? [original] : drawn, sizes))
  }

  #pdf(data: PdfWish['data']): Promise<Sheets> {
    const { worker = '', parts = '' } = this.dataset
    return openPdf({ data, worker, parts, askPassword: (wrong) => this.#askPassword(wrong) })
  }

  #show(sheets: Sheets): void {
    this.#pages?.close()
    this.#sheets = sheets
    const pages = createPages({
      into: this.#part('.viewer-pages'),
      sheets,
      sizes: sizesFrom(this.dataset['sizes'] ?? ''),
      label: (page) => this.#say.page.replace('{n}', String(page)),
      drawn: (sheet, scale) => void this.#lay(sheet, scale).catch((error: unknown) => this.#failed(error)),
      turnedTo: () => this.#showPlace(),
      failed: (error) => this.#failed(error),
    })
    this.#pages = pages
    this.#finder = createFinder(pages.count, (page) => this.#wordsOf(page))
    this.#tell('')
    this.#part('.viewer-tools').hidden = false
    this.#part('.viewer-keys').hidden = false
    const count = this.#part('.viewer-count')
    count.textContent = (count.dataset['words'] ?? '').replace('{n}', String(pages.count))
    this.#number().addEventListener('change', () => pages.show(Number(this.#number().value) || 1))
    this.#field()?.addEventListener('input', () => {
      clearTimeout(this.#finding)
      this.#finding = window.setTimeout(() => this.#seek(soughtFor(this.#field()?.value ?? '')), FIND_MS)
    })
    pages.show(Number(this.dataset['page'] ?? '1'))
    this.#showPlace()
    this.#arrive()
  }

  /** Lays over a drawn page what belongs there. */
  async #lay(sheet: Sheet, scale: number): Promise<void> {
    this.#layLayers(sheet)
    await this.#layHits(sheet)
    if (sheet.text.childElementCount > 0) return
    const words = await this.#wordsOf(sheet.number)
    const { width, height } = sheet.size
    if (words) layWords(sheet.words, words, { width: width * scale, height: height * scale })
  }

  #layLayers(sheet: Sheet): void {
    const here = this.#layers.filter(({ on }) => on === sheet.number)
    layLayers(sheet.layers, here, (id) => chosenInPanel(id))
  }

  async #layHits(sheet: Sheet): Promise<void> {
    const found = await this.#finder?.on(sheet.number)
    if (found) layHits(sheet.hits, found.words, found.hits, found.now)
    else sheet.hits.replaceChildren()
    if (this.#arriving && bringHit(sheet.hits)) this.#arriving = false
  }

  #seek(sought: ReturnType<typeof soughtFor>): void {
    this.#finder?.seek(sought)
    this.#tell('')
    if (sought) void this.#step(1)
    else void this.#layAllHits()
  }

  async #layAllHits(): Promise<void> {
    for (const sheet of this.#pages?.drawnSheets() ?? []) await this.#layHits(sheet)
  }

  async #step(by: 1 | -1): Promise<void> {
    const [pages, finder] = [this.#pages, this.#finder]
    if (!pages || !finder?.isSeeking()) return
    const page = await finder.step(by, pages.looked()).catch((error: unknown) => {
      this.#failed(error)
      return undefined
    })
    await this.#layAllHits()
    if (page === undefined) return this.#tell(this.#say.none)
    const found = await finder.on(page)
    this.#tell(this.#say.hits.replace('{n}', String(found?.hits.length ?? 0)).replace('{p}', String(page)))
    const [, , y = 0] = found?.words.words[found.now ?? -1] ?? []
    pages.reach(page, y)
  }

  async #askPassword(wrong: boolean): Promise<string> {
    this.#tell(wrong ? this.#say.wrong : '')
    const password = await passwordFrom(this.#part('.viewer-password'))
    this.#tell(this.#say.loading)
    return password
  }

  #onClick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null
    const act = target?.closest<HTMLButtonElement>('.viewer-tools button')?.value
    if (act) return this.#act(act)
    const sheet = target?.closest<HTMLElement>('.sheet')
    if (!sheet || !this.#placing || !this.#pages) return
    event.preventDefault()
    const pressed = pressedAt(sheet, event)
    const { x, y } = turnedBack({ ...pressed, width: 0, height: 0 }, this.#pages.turn())
    this.#place(false)
    fillPlace({ page: Number(sheet.dataset['number']), x, y })
    this.#tell(this.#say.placed)
  }

  /** A note in the list beside leads to its place on the page. */
  #onPanel = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-mark]') : null
    const layer = this.#layers.find(({ id }) => id === link?.dataset['mark'])
    if (!layer || !this.#pages) return
    event.preventDefault()
    this.#pages.reach(layer.on, layer.box.y)
    this.#part('.viewer-pages').focus({ preventScroll: false })
  }

  #act(act: string): void {
    const pages = this.#pages
    if (!pages) return
    const acts: Readonly<Record<string, () => void>> = {
      previous: () => pages.show(pages.looked() - 1),
      next: () => pages.show(pages.looked() + 1),
      smaller: () => pages.zoom(-1),
      larger: () => pages.zoom(1),
      fit: () => pages.fit(),
      turn: () => pages.turnOnce(),
      thumbs: () => this.#thumbs(),
      'hit-next': () => void this.#step(1),
      'hit-previous': () => void this.#step(-1),
      place: () => this.#place(!this.#placing),
    }
    acts[act]?.()
  }

  #thumbs(): void {
    const [box, pages, sheets] = [this.#part('.viewer-thumbs'), this.#pages, this.#sheets]
    if (!pages || !sheets) return
    box.hidden = !box.hidden
    this.#press('thumbs', !box.hidden)
    if (box.hidden) return
    const label = (page: number) => this.#say.page.replace('{n}', String(page))
    showThumbs({ into: box, sheets, label, chosen: (page) => pages.show(page), failed: (error) => this.#failed(error) })
    this.#showPlace()
  }

  #place(on: boolean): void {
    this.#placing = on
    this.#press('place', on)
    this.#part('.viewer-pages').classList.toggle('viewer-placing', on)
    this.#tell(on ? this.#say.place : '')
  }

  #press(act: string, on: boolean): void {
    this.querySelector(`.viewer-tools button[value="${act}"]`)?.setAttribute('aria-pressed', String(on))
  }

  /** Keys count only while the focus is in the viewer, and never while somebody types. */
  #onKey = (event: KeyboardEvent): void => {
    const from = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (from === this.#field() && event.key === 'Enter') {
      event.preventDefault()
      return void this.#step(event.shiftKey ? -1 : 1)
    }
    if (event.key === 'Escape' && this.#placing) return this.#place(false)
    if (from.matches(typing)) return
    if (event.key === '/' && this.#field()) {
      event.preventDefault()
      return this.#field()?.focus()
    }
    const act = actOf(event)
    if (act === undefined) return
    event.preventDefault()
    this.#act(act)
  }

  #showPlace(): void {
    const looked = this.#pages?.looked() ?? 1
    if (document.activeElement !== this.#number()) this.#number().value = String(looked)
    for (const thumb of this.querySelectorAll<HTMLElement>('.viewer-thumbs [data-page]'))
      thumb.toggleAttribute('aria-current', thumb.dataset['page'] === String(looked))
  }

  #failed(error: unknown): void {
    // what the network did not bring is there again later; everything else is about this file
    this.#tell(error instanceof TypeError ? this.#say.offline : this.#say.failed)
  }

  #tell(text: string): void {
    this.#part('.viewer-state').textContent = text
  }

  #part(selector: string): HTMLElement {
    return this.querySelector(selector) as HTMLElement
  }
  #number(): HTMLInputElement {
    return this.querySelector('.viewer-number') as HTMLInputElement
  }
  #field(): HTMLInputElement | null {
    return this.querySelector('.viewer-find')
  }
}

customElements.define('belegt-viewer', BelegtViewer)
