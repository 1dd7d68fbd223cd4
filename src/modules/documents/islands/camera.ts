// Takes photographs of sheets: finds the edges, makes them straight and bright, and hands one PDF of all to the sender.
import { type Corners, findSheet, greyOf, type Point, turned, wholePicture } from '../viewing/capture/edges.ts'
import { type Photograph, pdfOfPhotographs } from '../viewing/capture/pdf.ts'
import { brightened, straightened } from '../viewing/capture/straighten.ts'

type Say = Readonly<Record<'page' | 'remove' | 'name' | 'none' | 'unreadable' | 'notKept', string>>
type Page = Photograph & { readonly url: string }
const QUALITY = 0.82
const STEP = 0.01
const LARGEST = 3_000
/** The day and the time of the person at the camera, as `2026-11-23 09:30`. */
const day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })

const contextOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D =>
  canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D

const stop = (stream: MediaStream | undefined): void => {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

class BelegtCamera extends HTMLElement {
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #stream: MediaStream | undefined
  #corners: Corners = wholePicture
  #pages: Page[] = []
  /** Photographs chosen from files that wait for their turn. */
  #waiting: File[] = []

  connectedCallback(): void {
    this.addEventListener('belegt-open', () => void this.#open())
    this.addEventListener('click', this.#onClick)
    addEventListener('beforeunload', this.#onLeave)
    const input = this.#part<HTMLInputElement>('input[type=file]')
    input.addEventListener('change', () => {
      this.#waiting.push(...(input.files ?? []))
      input.value = ''
      void this.#nextFile()
    })
    for (const [corner, handle] of this.#handles().entries()) {
      handle.addEventListener('keydown', (event) => this.#onKey(event, corner))
      handle.addEventListener('pointerdown', (event) => handle.setPointerCapture(event.pointerId))
      handle.addEventListener('pointermove', (event) => this.#onDrag(event, corner))
    }
  }

  disconnectedCallback(): void {
    removeEventListener('beforeunload', this.#onLeave)
    this.#close()
    this.#forget()
  }

  #onLeave = (event: BeforeUnloadEvent): void => {
    if (this.#pages.length > 0) event.preventDefault()
  }

  async #open(): Promise<void> {
    if (!this.hidden) return
    this.hidden = false
    this.scrollIntoView({ block: 'nearest' })
    this.#tell('')
    // before the first picture there is nothing to take
    const take = this.#button('take')
    take.disabled = true
    this.#live(true)
    try {
      // as sharp as the camera can; the back one of a phone
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 2560 }, height: { ideal: 1920 } },
      })
      // closed, or opened once more, while the browser asked: no camera stays on unseen
      if (this.hidden || this.#stream) return stop(stream)
      this.#stream = stream
      const video = this.#part<HTMLVideoElement>('video')
      video.srcObject = stream
      await video.play()
      take.disabled = false
      take.focus()
    } catch {
      if (this.hidden) return
      this.#live(false)
      this.#tell(this.#say.none)
      this.#button('choose').focus()
    }
  }

  #live(is: boolean): void {
    this.#part('video').hidden = !is
    this.#button('take').hidden = !is
  }

  /** The camera goes off; the pages stay until they are filed, removed, or the page is left. */
  #close(): void {
    stop(this.#stream)
    this.#stream = undefined
    this.#waiting = []
    this.#part('.camera-edit').hidden = true
    this.#part('.camera-live').hidden = false
    this.hidden = true
  }

  #forget(): void {
    for (const { url } of this.#pages) URL.revokeObjectURL(url)
    this.#pages = []
    this.#showPages()
  }

  #onClick = (event: MouseEvent): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button?.name === 'remove') {
      const [gone] = this.#pages.splice(Number(button.value), 1)
      if (gone) URL.revokeObjectURL(gone.url)
      return this.#showPages()
    }
    if (button?.name !== 'camera') return
    const acts: Readonly<Record<string, () => unknown>> = {
      take: () => this.#take(),
      choose: () => this.#part('input[type=file]').click(),
      keep: () => this.#keep(),
      again: () => this.#goOn(),
      file: () => this.#file(),
      turn: () => this.#turn(),
      close: () => this.#close(),
    }
    void acts[button.value]?.()
  }

  #take(): void {
    const video = this.#part<HTMLVideoElement>('video')
    if (video.videoWidth > 0) this.#edit(video, video.videoWidth, video.videoHeight)
  }

  async #nextFile(): Promise<void> {
    const file = this.#waiting.shift()
    if (!file) return
    try {
      const picture = await createImageBitmap(file)
      this.#edit(picture, picture.width, picture.height)
      picture.close()
    } catch {
      this.#tell(this.#say.unreadable.replace('{name}', file.name))
      await this.#nextFile()
    }
  }

  /** Shows what was taken, with the corners that were found. */
  #edit(picture: CanvasImageSource, width: number, height: number): void {
    const less = Math.min(1, LARGEST / Math.max(width, height))
    const shot = this.#part<HTMLCanvasElement>('.camera-shot')
    shot.width = Math.round(width * less)
    shot.height = Math.round(height * less)
    const context = contextOf(shot)
    context.drawImage(picture, 0, 0, shot.width, shot.height)
    this.#corners = findSheet(greyOf(context.getImageData(0, 0, shot.width, shot.height))) ?? wholePicture
    this.#part('.camera-live').hidden = true
    this.#part('.camera-edit').hidden = false
    this.#showCorners()
    this.#button('keep').focus()
  }

  /** A quarter to the right, with its corners. */
  #turn(): void {
    const shot = this.#part<HTMLCanvasElement>('.camera-shot')
    const before = document.createElement('canvas')
    ;[before.width, before.height] = [shot.width, shot.height]
    contextOf(before).drawImage(shot, 0, 0)
    ;[shot.width, shot.height] = [before.height, before.width]
    const context = contextOf(shot)
    context.setTransform(0, 1, -1, 0, shot.width, 0)
    context.drawImage(before, 0, 0)
    context.resetTransform()
    this.#corners = turned(this.#corners)
    this.#showCorners()
  }

  async #keep(): Promise<void> {
    // pressed twice it is one page
    this.#button('keep').disabled = true
    try {
      await this.#keepPage()
    } finally {
      this.#button('keep').disabled = false
    }
    this.#goOn()
  }

  async #keepPage(): Promise<void> {
    const shot = this.#part<HTMLCanvasElement>('.camera-shot')
    const taken = contextOf(shot).getImageData(0, 0, shot.width, shot.height)
    const straight = straightened(taken, this.#corners)
    const { width, height, data } = this.#part<HTMLInputElement>('.camera-grey input').checked
      ? brightened(straight)
      : straight
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    contextOf(canvas).putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
    if (!blob) return this.#tell(this.#say.notKept)
    const jpeg = new Uint8Array(await blob.arrayBuffer())
    this.#pages.push({ jpeg, width, height, url: URL.createObjectURL(blob) })
    this.#showPages()
  }

  #goOn(): void {
    this.#part('.camera-edit').hidden = true
    this.#part('.camera-live').hidden = false
    if (this.#waiting.length > 0) void this.#nextFile()
    else this.#button(this.#stream ? 'take' : 'choose').focus()
  }

  #file(): void {
    if (this.#pages.length === 0) return
    const name = this.#say.name.replace(
      '{day}',
      day.format(performance.timeOrigin + performance.now()).replace(':', '.'),
    )
    const file = new File([pdfOfPhotographs(this.#pages)], name, { type: 'application/pdf' })
    this.dispatchEvent(new CustomEvent('belegt-photographs', { detail: file, bubbles: true }))
    this.#close()
    this.#forget()
  }

  #showPages(): void {
    this.#part('.camera-done').hidden = this.#pages.length === 0
    this.#part('.camera-pages').replaceChildren(
      ...this.#pages.map(({ url }, place) => {
        const entry = document.createElement('li')
        const picture = document.createElement('img')
        picture.src = url
        picture.alt = this.#say.page.replace('{n}', String(place + 1))
        const button = document.createElement('button')
        button.type = 'button'
        button.name = 'remove'
        button.value = String(place)
        button.className = 'kern-btn kern-btn--tertiary btn-small'
        button.setAttribute('aria-label', this.#say.remove.replace('{n}', String(place + 1)))
        const cross = document.createElement('span')
        cross.className = 'kern-label'
        cross.textContent = '×'
        button.append(cross)
        entry.append(picture, button)
        return entry
      }),
    )
  }

  #showCorners(): void {
    this.#part('polygon').setAttribute('points', this.#corners.map(({ x, y }) => `${x},${y}`).join(' '))
    for (const [corner, handle] of this.#handles().entries()) {
      handle.style.left = `${(this.#corners[corner]?.x ?? 0) * 100}%`
      handle.style.top = `${(this.#corners[corner]?.y ?? 0) * 100}%`
    }
  }

  #move(corner: number, to: Point): void {
    const within = (value: number) => Math.min(1, Math.max(0, value))
    this.#corners = this.#corners.map((old, place) =>
      place === corner ? { x: within(to.x), y: within(to.y) } : old,
    ) as unknown as Corners
    this.#showCorners()
  }

  #onKey(event: KeyboardEvent, corner: number): void {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    }
    const [x, y] = steps[event.key] ?? []
    const old = this.#corners[corner]
    if (x === undefined || y === undefined || !old) return
    event.preventDefault()
    this.#move(corner, { x: old.x + x, y: old.y + y })
  }

  #onDrag(event: PointerEvent, corner: number): void {
    if (!(event.target as HTMLElement).hasPointerCapture(event.pointerId)) return
    const frame = this.#part('.camera-shot').getBoundingClientRect()
    this.#move(corner, { x: (event.clientX - frame.left) / frame.width, y: (event.clientY - frame.top) / frame.height })
  }

  #handles(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.camera-corner')]
  }
  #button(act: string): HTMLButtonElement {
    return this.#part(`button[name=camera][value=${act}]`)
  }
  #tell(text: string): void {
    this.#part('.camera-state').textContent = text
  }
  #part<E extends Element = HTMLElement>(selector: string): E {
    return this.querySelector(selector) as E
  }
}

customElements.define('belegt-camera', BelegtCamera)
