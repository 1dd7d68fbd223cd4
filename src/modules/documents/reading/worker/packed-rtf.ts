// MS-OXRTFCP: RTF as Outlook packs it, LZ77 over a window that begins with what every such text holds.
import { limits } from '../limits.ts'

const BEGINNING = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial' +
    'Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
)
const [PACKED, PLAIN] = [0x75465a4c, 0x414c454d]
const WINDOW = 4_096
const HEAD = 16
const SHORTEST = 2

/** The RTF that was packed, as far as it is whole; empty for what is no packed RTF. */
export function unpackedRtf(packed: Uint8Array): Buffer {
  const input = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  const kind = input.length < HEAD ? 0 : input.readUInt32LE(8)
  if (kind === PLAIN) return input.subarray(HEAD)
  if (kind !== PACKED) return Buffer.alloc(0)
  const out = Buffer.alloc(Math.min(input.readUInt32LE(4), limits.characters * 4))
  const window = Buffer.alloc(WINDOW)
  let [at, written, from] = [BEGINNING.copy(window), 0, HEAD]
  const put = (byte: number): void => {
    out[written++] = byte
    window[at] = byte
    at = (at + 1) % WINDOW
  }
  while (from < input.length && written < out.length) {
    const control = input[from++] ?? 0
    for (let bit = 0; bit < 8 && from < input.length && written < out.length; bit++) {
      if (((control >> bit) & 1) === 0) put(input[from++] ?? 0)
      else {
        const token = ((input[from] ?? 0) << 8) | (input[from + 1] ?? 0)
        from += 2
        const place = token >> 4
        if (place === at) return out.subarray(0, written) // told as the end
        const length = Math.min((token & 15) + SHORTEST, out.length - written)
        for (let step = 0; step < length; step++) put(window[(place + step) % WINDOW] ?? 0)
      }
    }
  }
  return out.subarray(0, written)
}
