import { type Block, mm, printable } from './document.ts'

type Paper = PDFKit.PDFDocument
type Element = PDFKit.PDFStructureElement
type Table = Extract<Block, { table: unknown }>['table']

const SIZE = 8.5
const GAP = mm(1.2)
// known to the library, not yet to its types
const columnHead = { scope: 'Column' } as object

/** Rows with a head that is repeated on every page; a cell that is taller than a page runs on in the next row. */
export function drawTable(paper: Paper, root: Element, { head, rows, widths }: Table): void {
  const left = paper.page.margins.left
  const wide = paper.page.width - left - paper.page.margins.right
  const shares = head.map((_, index) => widths?.[index] ?? 1)
  const sum = shares.reduce((a, b) => a + b, 0)
  const columns = shares.map((share) => (share / sum) * wide)
  const table = paper.struct('Table')
  root.add(table)
  const bottom = () => paper.page.height - paper.page.margins.bottom
  const tallest = bottom() - paper.page.margins.top - mm(30)

  const heightOf = (cells: readonly string[], face: 'regular' | 'bold') => {
    paper.font(face).fontSize(SIZE)
    return Math.max(...cells.map((cell, i) => paper.heightOfString(cell || ' ', cellWidth(columns[i] ?? 0)))) + 2 * GAP
  }
  const drawRow = (cells: readonly string[], kind: 'TH' | 'TD', height: number) => {
    const row = paper.struct('TR')
    table.add(row)
    const top = paper.y
    let x = left
    for (const [i, cell] of cells.entries()) {
      const [from, width] = [x, columns[i] ?? 0]
      const draw = () => {
        paper
          .font(kind === 'TH' ? 'bold' : 'regular')
          .fontSize(SIZE)
          .fillColor('#000000')
        paper.text(cell || ' ', from + GAP, top + GAP, cellWidth(width))
      }
      row.add(paper.struct(kind, kind === 'TH' ? columnHead : {}, draw))
      x += width
    }
    row.end()
    drawLine(paper, left, top + height, wide, kind === 'TH' ? 0.8 : 0.3)
    paper.y = top + height
  }
  const drawHead = () => {
    const cells = head.map(printable)
    drawRow(cells, 'TH', heightOf(cells, 'bold'))
  }

  if (paper.y + mm(25) > bottom()) paper.addPage()
  drawHead()
  for (const row of rows) {
    for (const cells of cut(paper, row.map(printable), columns, tallest)) {
      const height = heightOf(cells, 'regular')
      if (paper.y + height > bottom()) {
        paper.addPage()
        drawHead()
      }
      drawRow(cells, 'TD', height)
    }
  }
  table.end()
  paper.x = left
  paper.y += mm(4)
}

const cellWidth = (width: number) => ({ width: width - 2 * GAP, lineGap: 1 })

function drawLine(paper: Paper, x: number, y: number, wide: number, thick: number): void {
  paper.markContent('Artifact', { type: 'Layout' })
  paper
    .moveTo(x, y)
    .lineTo(x + wide, y)
    .lineWidth(thick)
    .strokeColor('#777777')
    .stroke()
  paper.endMarkedContent()
}

/** Cuts a row whose cells are taller than a page into rows that are not. */
function* cut(paper: Paper, row: readonly string[], columns: readonly number[], tallest: number): Iterable<string[]> {
  paper.font('regular').fontSize(SIZE)
  let rest = [...row]
  while (true) {
    const fitting = rest.map((cell, i) => fit(paper, cell, columns[i] ?? 0, tallest))
    yield rest.map((cell, i) => cell.slice(0, fitting[i]))
    rest = rest.map((cell, i) => cell.slice(fitting[i]).trimStart())
    if (rest.every((cell) => cell === '')) return
  }
}

/** How many characters of a text fit into a height; whole words where there are any. */
function fit(paper: Paper, text: string, width: number, height: number): number {
  const tall = (length: number) => paper.heightOfString(text.slice(0, length) || ' ', cellWidth(width)) > height
  if (!tall(text.length)) return text.length
  let [some, many] = [1, text.length]
  while (many - some > 1) {
    const middle = (some + many) >> 1
    if (tall(middle)) many = middle
    else some = middle
  }
  const space = text.lastIndexOf(' ', some)
  return space > some / 2 ? space : some
}
