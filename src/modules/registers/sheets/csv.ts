// RFC 4180, with the byte order mark and semicolons that spreadsheet programs here expect.
const BOM = '\uFEFF'
const SEPARATOR = ';'

/** A cell that begins like a formula is calculated by spreadsheet programs when they open it (CWE-1236). */
const harmless = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

const quoted = (cell: string) =>
  /["\n\r;,']/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell

/** A table as CSV text; cells that could run as formulas are made harmless. */
export const csv = (head: readonly string[], rows: Iterable<readonly string[]>): string =>
  BOM + [head, ...rows].map((row) => row.map((cell) => quoted(harmless(cell))).join(SEPARATOR)).join('\r\n') + '\r\n'
