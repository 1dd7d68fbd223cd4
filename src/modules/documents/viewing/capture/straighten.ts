// Makes a straight picture of a sheet that was photographed aslant. Pure; runs in browsers and in Node.
import type { Corners, Point } from './edges.ts'

export type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }

const LONGEST = 2_000
const away = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y)

/** How large the straight picture is: its sides as long as the longer of two that face each other, and not endless. */
export function straightSize(
  picture: { width: number; height: number },
  corners: Corners,
): { width: number; height: number } {
  const [a, b, c, d] = corners.map(({ x, y }) => ({
    x: x * picture.width,
    y: y * picture.height,
  })) as unknown as Corners
  const [width, height] = [Math.max(away(a, b), away(d, c)), Math.max(away(a, d), away(b, c))]
  const less = Math.min(1, LONGEST / Math.max(width, height, 1))
  return { width: Math.max(1, Math.round(width * less)), height: Math.max(1, Math.round(height * less)) }
}

/**
 * Where a place of the unit square lies on the picture, for a plane seen in perspective (Heckbert 1989, projective mappings
 * of a square to a quadrilateral).
 */
export function mapping([a, b, c, d]: Corners): (u: number, v: number) => Point {
  const [sx, sy] = [a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y]
  const [dx1, dx2, dy1, dy2] = [b.x - c.x, d.x - c.x, b.y - c.y, d.y - c.y]
  const under = dx1 * dy2 - dx2 * dy1 || 1e-9
  const g = (sx * dy2 - dx2 * sy) / under
  const h = (dx1 * sy - sx * dy1) / under
  return (u, v) => {
    const w = g * u + h * v + 1
    return {
      x: ((b.x - a.x + g * b.x) * u + (d.x - a.x + h * d.x) * v + a.x) / w,
      y: ((b.y - a.y + g * b.y) * u + (d.y - a.y + h * d.y) * v + a.y) / w,
    }
  }
}

/** The sheet between its corners, straight; each dot mixed of the four it came from. */
export function straightened(picture: Pixels, corners: Corners): Pixels {
  const { width, height } = straightSize(picture, corners)
  const place = mapping(corners)
  const data = new Uint8ClampedArray(width * height * 4)
  const [mostX, mostY] = [picture.width - 1, picture.height - 1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = place((x + 0.5) / width, (y + 0.5) / height)
      const px = Math.min(mostX, Math.max(0, from.x * picture.width - 0.5))
      const py = Math.min(mostY, Math.max(0, from.y * picture.height - 0.5))
      const [left, top] = [Math.floor(px), Math.floor(py)]
      const [fx, fy] = [px - left, py - top]
      const at = (top * picture.width + left) * 4
      const right = left < mostX ? 4 : 0
      const below = top < mostY ? picture.width * 4 : 0
      const to = (y * width + x) * 4
      for (let part = 0; part < 3; part++) {
        const upper = (picture.data[at + part] ?? 0) * (1 - fx) + (picture.data[at + right + part] ?? 0) * fx
        const lower =
          (picture.data[at + below + part] ?? 0) * (1 - fx) + (picture.data[at + below + right + part] ?? 0) * fx
        data[to + part] = upper * (1 - fy) + lower * fy
      }
      data[to + 3] = 255
    }
  return { width, height, data }
}

const TILES = 24

/** Shades of grey on a bright ground: what is as bright as its surroundings is paper, whatever shadow lies on it. */
export function brightened({ width, height, data }: Pixels): Pixels {
  const grey = new Uint8Array(width * height)
  for (let dot = 0; dot < grey.length; dot++)
    grey[dot] = 0.3 * (data[dot * 4] ?? 0) + 0.59 * (data[dot * 4 + 1] ?? 0) + 0.11 * (data[dot * 4 + 2] ?? 0)
  const ground = groundOf(grey, width, height)
  const out = new Uint8ClampedArray(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const dot = y * width + x
      // a little darker than the ground is still paper; ink keeps its depth
      const share = (grey[dot] ?? 0) / Math.max(40, ground(x, y))
      const value = Math.min(255, Math.max(0, (share - 0.25) / 0.65) * 255)
      out.fill(value, dot * 4, dot * 4 + 3)
      out[dot * 4 + 3] = 255
    }
  return { width, height, data: out }
}

/** How bright the paper is around a dot: the brightest tenth of each tile, smooth between them. */
function groundOf(grey: Uint8Array, width: number, height: number): (x: number, y: number) => number {
  const size = Math.max(8, Math.ceil(Math.max(width, height) / TILES))
  const [columns, rows] = [Math.ceil(width / size), Math.ceil(height / size)]
  const tiles = Array.from({ length: columns * rows }, (_, tile) => {
    const [x0, y0] = [(tile % columns) * size, Math.floor(tile / columns) * size]
    const seen: number[] = []
    for (let y = y0; y < Math.min(height, y0 + size); y += 2)
      for (let x = x0; x < Math.min(width, x0 + size); x += 2) seen.push(grey[y * width + x] ?? 0)
    seen.sort((one, other) => one - other)
    return seen[Math.floor(seen.length * 0.9)] ?? 255
  })
  const tile = (column: number, row: number): number =>
    tiles[Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column))] ?? 255
  return (x, y) => {
    const [cx, cy] = [x / size - 0.5, y / size - 0.5]
    const [column, row] = [Math.floor(cx), Math.floor(cy)]
    const [fx, fy] = [cx - column, cy - row]
    const upper = tile(column, row) * (1 - fx) + tile(column + 1, row) * fx
    const lower = tile(column, row + 1) * (1 - fx) + tile(column + 1, row + 1) * fx
    return upper * (1 - fy) + lower * fy
  }
}
