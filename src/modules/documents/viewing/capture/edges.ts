// Finds a sheet of paper on a photograph. Pure; runs in browsers and in Node.

/** In fractions of the picture's width and height. */
export type Point = { readonly x: number; readonly y: number }
/** Clockwise from the top left. */
export type Corners = readonly [Point, Point, Point, Point]
export type Grey = { readonly width: number; readonly height: number; readonly values: Uint8Array }

export const wholePicture: Corners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
]

const SMALL = 240
/** The corners of the same sheet after its picture was turned a quarter to the right. */
export function turned([topLeft, topRight, bottomRight, bottomLeft]: Corners): Corners {
  const to = ({ x, y }: Point): Point => ({ x: 1 - y, y: x })
  return [to(bottomLeft), to(topLeft), to(topRight), to(bottomRight)]
}

/** A sheet takes at least this share of the picture, and fills its own outline so far. */
const [LEAST, FULL] = [0.12, 0.82]
const MOST_CORNERS = 28

/** Brightness of a picture of red, green, blue, alpha, made small: edges of paper need no more. */
export function greyOf(pixels: {
  readonly width: number
  readonly height: number
  readonly data: ArrayLike<number>
}): Grey {
  const step = Math.max(1, Math.max(pixels.width, pixels.height) / SMALL)
  const [width, height] = [Math.max(1, Math.floor(pixels.width / step)), Math.max(1, Math.floor(pixels.height / step))]
  const values = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      // the mean of a few dots keeps noise and print from looking like edges
      let sum = 0
      let count = 0
      for (let dy = 0; dy < step; dy += Math.max(1, step / 3))
        for (let dx = 0; dx < step; dx += Math.max(1, step / 3)) {
          const at = (Math.floor(y * step + dy) * pixels.width + Math.floor(x * step + dx)) * 4
          sum += 0.3 * (pixels.data[at] ?? 0) + 0.59 * (pixels.data[at + 1] ?? 0) + 0.11 * (pixels.data[at + 2] ?? 0)
          count += 1
        }
      values[y * width + x] = sum / count
    }
  return { width, height, values }
}

/** The brightness that parts paper from what it lies on (Otsu 1979: the largest variance between the two). */
export function threshold({ values }: Grey): number {
  const counts = Array.from({ length: 256 }, () => 0)
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  const total = values.length
  const sum = counts.reduce((all, count, value) => all + count * value, 0)
  let [below, sumBelow, best, found] = [0, 0, -1, 127]
  for (let value = 0; value < 256; value++) {
    below += counts[value] ?? 0
    sumBelow += (counts[value] ?? 0) * value
    if (below === 0 || below === total) continue
    const apart = sumBelow / below - (sum - sumBelow) / (total - below)
    const variance = below * (total - below) * apart * apart
    if (variance > best) [best, found] = [variance, value]
  }
  return found
}

/** The largest bright patch: its outline row by row, and how many dots lie within. */
function largestPatch(grey: Grey, limit: number): { readonly area: number; readonly outline: Point[] } {
  const { width, values } = grey
  const seen = new Uint8Array(values.length)
  let best: number[] = []
  for (let start = 0; start < values.length; start++) {
    if (seen[start] || (values[start] ?? 0) <= limit) continue
    const patch = [start]
    seen[start] = 1
    for (let at = 0; at < patch.length; at++) {
      const dot = patch[at] ?? 0
      const x = dot % width
      for (const next of [x > 0 ? dot - 1 : -1, x < width - 1 ? dot + 1 : -1, dot - width, dot + width]) {
        if (next < 0 || next >= values.length || seen[next] || (values[next] ?? 0) <= limit) continue
        seen[next] = 1
        patch.push(next)
      }
    }
    if (patch.length > best.length) best = patch
  }
  const rows = new Map<number, { first: number; last: number }>()
  for (const dot of best) {
    const [x, y] = [dot % width, Math.floor(dot / width)]
    const row = rows.get(y)
    rows.set(y, { first: Math.min(row?.first ?? x, x), last: Math.max(row?.last ?? x, x) })
  }
  const outline = [...rows].flatMap(([y, { first, last }]) => [
    { x: first, y },
    { x: last + 1, y },
    { x: first, y: y + 1 },
    { x: last + 1, y: y + 1 },
  ])
  // print makes holes in the paper's patch, which are paper too
  const area = [...rows.values()].reduce((sum, { first, last }) => sum + last - first + 1, 0)
  return { area, outline }
}

const cross = (o: Point, a: Point, b: Point): number => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x)

/** The outline pulled tight (Andrew 1979), clockwise on a screen. */
export function hull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((one, other) => one.x - other.x || one.y - other.y)
  const half = (from: readonly Point[]): Point[] => {
    const kept: Point[] = []
    for (const point of from) {
      while (kept.length > 1 && cross(kept[kept.length - 2]!, kept[kept.length - 1]!, point) <= 0) kept.pop()
      kept.push(point)
    }
    return kept.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.toReversed())]
}

/** Leaves out the corners that change the area least, until few are left. */
function simplified(points: readonly Point[]): Point[] {
  const kept = [...points]
  while (kept.length > MOST_CORNERS) {
    let [least, at] = [Infinity, 0]
    for (let place = 0; place < kept.length; place++) {
      const [before, after] = [kept.at(place - 1)!, kept[(place + 1) % kept.length]!]
      const area = Math.abs(cross(before, kept[place]!, after))
      if (area < least) [least, at] = [area, place]
    }
    kept.splice(at, 1)
  }
  return kept
}

export const areaOf = (points: readonly Point[]): number =>
  Math.abs(points.reduce((sum, point, place) => sum + crossOf(point, points[(place + 1) % points.length]!), 0)) / 2
const crossOf = (one: Point, other: Point): number => one.x * other.y - one.y * other.x

/** The four of these corners that span the most. */
function largestFour(points: readonly Point[]): Point[] {
  let best: Point[] = []
  let most = 0
  const count = points.length
  for (let a = 0; a < count - 3; a++)
    for (let b = a + 1; b < count - 2; b++)
      for (let c = b + 1; c < count - 1; c++)
        for (let d = c + 1; d < count; d++) {
          const four = [points[a]!, points[b]!, points[c]!, points[d]!]
          const area = areaOf(four)
          if (area > most) [most, best] = [area, four]
        }
  return best
}

/** Begins with the corner that is nearest to the top left. */
function inOrder(points: readonly Point[]): Corners {
  const middle = { x: points.reduce((sum, { x }) => sum + x, 0) / 4, y: points.reduce((sum, { y }) => sum + y, 0) / 4 }
  const around = points.toSorted(
    (one, other) => Math.atan2(one.y - middle.y, one.x - middle.x) - Math.atan2(other.y - middle.y, other.x - middle.x),
  )
  const first = around.reduce(
    (best, point, place) => (point.x + point.y < around[best]!.x + around[best]!.y ? place : best),
    0,
  )
  return [0, 1, 2, 3].map((step) => around[(first + step) % 4]!) as unknown as Corners
}

/** The corners of the sheet on a picture; undefined where there is no bright patch with four. */
export function findSheet(grey: Grey): Corners | undefined {
  const { width, height } = grey
  const { area, outline } = largestPatch(grey, threshold(grey))
  if (area < LEAST * width * height) return undefined
  const four = largestFour(simplified(hull(outline)))
  // a lamp, a hand or a pile of things is no sheet
  if (four.length < 4 || area / areaOf(four) < FULL || area / areaOf(four) > 1.25) return undefined
  return inOrder(four.map(({ x, y }) => ({ x: Math.min(1, x / width), y: Math.min(1, y / height) })))
}
