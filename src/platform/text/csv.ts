// RFC 4180, with the byte order mark and semicolons that spreadsheet programs here expect.
const BOM = '\uFEFF'
const SEPARATOR = ';'

/** A cell that begins like a formula is calculated by spreadsheet programs when they open it (CWE-1236). */
const harmless = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

const quoted = (cell: string) =>
  /["\n\r;,']/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell

const line = (row: readonly string[]) => `${row.map((cell) => quoted(harmless(cell))).join(SEPARATOR)}\r\n`

/** A table as CSV text; cells that could run as formulas are made harmless. */
export const csv = (head: readonly string[], rows: Iterable<readonly string[]>): string =>
  BOM + [head, ...rows].map(line).join('')

/** The same in pieces, row by row, for tables that do not fit in memory. */
export async function* csvPieces(
  head: readonly string[],
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(BOM + line(head))
  for await (const row of rows) yield encoder.encode(line(row))
}
