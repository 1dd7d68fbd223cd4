/**
 * Width and height that a JPEG XL picture says of itself (ISO/IEC 18181-1, 9.2: SizeHeader), before anything is decoded.
 * @throws RangeError where the file is too short to say it
 */
export function jxlSize(content: Buffer): { readonly width: number; readonly height: number } {
  const bits = bitsOf(codestream(content).subarray(2))
  const small = bits(1) === 1
  const size = () => (small ? (bits(5) + 1) * 8 : bits([9, 13, 18, 30][bits(2)] ?? 0) + 1)
  const height = size()
  const ratio = RATIOS[bits(3)]
  return { width: ratio ? Math.floor((height * ratio[0]) / ratio[1]) : size(), height }
}

/** Width to height, by the number in the file; the first says that the width follows. */
const RATIOS: readonly (readonly [number, number] | undefined)[] = [
  undefined,
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
]

/** The picture itself, bare or within boxes (ISO/IEC 18181-2), where it may lie in several. */
function codestream(content: Buffer): Buffer {
  if (content[0] === 0xff) return content
  for (let at = 0; ;) {
    const type = content.toString('latin1', at + 4, at + 8)
    const [short, from] = [content.readUInt32BE(at), at + 8]
    const [size, begin] = short === 1 ? [Number(content.readBigUInt64BE(from)), from + 8] : [short, from]
    if (type === 'jxlc') return content.subarray(begin)
    if (type === 'jxlp') return content.subarray(begin + 4)
    if (size < 8) throw new RangeError('no picture in it')
    at += size
  }
}

/** Reads numbers of so many bits, the lowest bit first. */
function bitsOf(bytes: Buffer): (count: number) => number {
  let at = 0
  return (count) => {
    let value = 0
    for (let bit = 0; bit < count; bit++, at++) value += ((bytes.readUInt8(at >> 3) >> (at & 7)) & 1) * 2 ** bit
    return value
  }
}
