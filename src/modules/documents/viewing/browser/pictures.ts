// Pages that are pictures: what reading drew of them, or a photograph itself.
import { sharpness, type Size, turnedSize } from './geometry.ts'
import type { Sheets } from './pdf.ts'

/** An address of ours, or a picture that this browser opened itself. */
async function pictureFrom(source: string | Blob | undefined): Promise<ImageBitmap> {
  if (source instanceof Blob) return createImageBitmap(source)
  const answer = await fetch(source ?? '')
  if (!answer.ok) throw new Error(`no picture: ${answer.status}`)
  return createImageBitmap(await answer.blob())
}

/**
 * @param sources the pages' pictures, the first page first
 * @param sizes of the pages in points, as far as they are known
 */
export function openPictures(sources: readonly (string | Blob)[], sizes: readonly Size[]): Sheets {
  const known = new Map<number, Size>(sizes.map((size, place) => [place + 1, size]))
  return {
    count: sources.length,
    async size(number) {
      const size = known.get(number)
      if (size) return size
      const bitmap = await pictureFrom(sources[number - 1])
      // as wide as a sheet of paper: what a camera takes has no points
      const measured = { width: 595, height: (595 * bitmap.height) / Math.max(1, bitmap.width) }
      bitmap.close()
      known.set(number, measured)
      return measured
    },
    draw(number, { canvas, scale, turn }) {
      let stopped = false
      const work = async (): Promise<void> => {
        const size = await this.size(number)
        const bitmap = await pictureFrom(sources[number - 1])
        if (stopped) return bitmap.close()
        const shown = turnedSize({ width: size.width * scale, height: size.height * scale }, turn)
        const dots = sharpness(shown, devicePixelRatio)
        canvas.width = Math.floor(shown.width * dots)
        canvas.height = Math.floor(shown.height * dots)
        const context = canvas.getContext('2d')
        if (!context) throw new Error('no canvas')
        const upright = turnedSize(canvas, turn)
        context.translate(canvas.width / 2, canvas.height / 2)
        context.rotate((turn * Math.PI) / 2)
        context.drawImage(bitmap, -upright.width / 2, -upright.height / 2, upright.width, upright.height)
        bitmap.close()
      }
      return {
        done: work(),
        stop() {
          stopped = true
        },
      }
    },
    close: () => undefined,
  }
}
