import { type Block, mm, printable } from './document.ts'
import { drawTable } from './table.ts'

type Paper = PDFKit.PDFDocument
type Element = PDFKit.PDFStructureElement

const BODY = 10
const headings = { 1: 15, 2: 12, 3: 10.5 } as const

const widthOf = ({ page }: Paper) => page.width - page.margins.left - page.margins.right
const floorOf = ({ page }: Paper) => page.height - page.margins.bottom
const body = (paper: Paper) => paper.font('regular').fontSize(BODY).fillColor('#000000')

/** A new page when less than this height is left, so that a heading never stands alone at a page's end. */
function needs(paper: Paper, height: number): void {
  if (paper.y + height > floorOf(paper)) paper.addPage()
}

/** Draws one block below the one before. */
export function drawBlock(paper: Paper, root: Element, block: Block): void {
  paper.x = paper.page.margins.left
  if ('heading' in block) drawHeading(paper, root, block.heading, block.level ?? 2)
  else if ('text' in block) drawText(paper, root, block.text)
  else if ('list' in block) drawList(paper, root, block.list)
  else if ('facts' in block) drawFacts(paper, root, block.facts)
  else if ('table' in block) drawTable(paper, root, block.table)
  else if ('rule' in block) drawRule(paper)
  else paper.addPage()
}

function drawHeading(paper: Paper, root: Element, text: string, level: 1 | 2 | 3): void {
  const size = headings[level]
  if (paper.y > paper.page.margins.top) paper.y += mm(level === 1 ? 4 : 3)
  needs(paper, size * 4)
  const draw = () =>
    paper
      .font('bold')
      .fontSize(size)
      .text(printable(text), { width: widthOf(paper) })
  root.add(paper.struct(`H${level}`, {}, draw))
  paper.y += mm(level === 1 ? 3 : 1.5)
}

function drawText(paper: Paper, root: Element, text: string): void {
  const draw = () => body(paper).text(printable(text), { width: widthOf(paper), lineGap: 2 })
  root.add(paper.struct('P', {}, draw))
  paper.y += mm(2.5)
}

function drawList(paper: Paper, root: Element, items: readonly string[]): void {
  const list = paper.struct('L')
  root.add(list)
  for (const item of items) {
    needs(paper, BODY * 2)
    const left = paper.page.margins.left
    const entry = paper.struct('LI')
    list.add(entry)
    const { y } = paper
    entry.add(paper.struct('Lbl', {}, () => body(paper).text('•', left + mm(2), y, { lineBreak: false })))
    const draw = () => paper.text(printable(item), left + mm(7), y, { width: widthOf(paper) - mm(7), lineGap: 2 })
    entry.add(paper.struct('LBody', {}, draw))
    entry.end()
    paper.y += mm(1)
  }
  list.end()
  paper.y += mm(1.5)
}

/** Terms to the left, values to the right of them; a value may run over pages. */
function drawFacts(paper: Paper, root: Element, facts: readonly (readonly [string, string])[]): void {
  const list = paper.struct('L')
  root.add(list)
  for (const [term, value] of facts) {
    const left = paper.page.margins.left
    const wide = widthOf(paper)
    const column = wide * 0.32
    const label = { width: column - mm(3), lineGap: 2 }
    const height = body(paper).font('bold').heightOfString(printable(term), label)
    needs(paper, height)
    const { y, page } = paper
    const entry = paper.struct('LI')
    list.add(entry)
    entry.add(paper.struct('Lbl', {}, () => paper.font('bold').text(printable(term), left, y, label)))
    const draw = () => body(paper).text(printable(value) || '–', left + column, y, { width: wide - column, lineGap: 2 })
    entry.add(paper.struct('LBody', {}, draw))
    entry.end()
    if (paper.page === page) paper.y = Math.max(paper.y, y + height)
    paper.y += mm(1)
  }
  list.end()
  paper.y += mm(1.5)
}

function drawRule(paper: Paper): void {
  const left = paper.page.margins.left
  paper.markContent('Artifact', { type: 'Layout' })
  paper
    .moveTo(left, paper.y)
    .lineTo(left + widthOf(paper), paper.y)
    .lineWidth(0.5)
    .strokeColor('#999999')
    .stroke()
  paper.endMarkedContent()
  paper.y += mm(3)
}
