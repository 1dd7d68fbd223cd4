// A message as Outlook packs it for its own kind (MS-OXTNEF), made from its parts.

export type TnefProperty = readonly [id: number, type: number, value: Uint8Array]

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const filled = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

export const unicode = (id: number, text: string): TnefProperty => [id, 0x1f, Buffer.from(`${text}\0`, 'utf16le')]

export const properties = (...given: readonly TnefProperty[]): Buffer =>
  Buffer.concat([
    u32(given.length),
    ...given.map(([id, type, value]) => {
      const tag = u32(((id << 16) | type) >>> 0)
      // of fixed length: stands by itself
      if (![0x1e, 0x1f, 0x102, 0x0d].includes(type)) return Buffer.concat([tag, filled(value)])
      return Buffer.concat([tag, u32(1), u32(value.length), filled(value)])
    }),
  ])

const attribute = (level: number, id: number, value: Uint8Array): Buffer => {
  const sum = value.reduce((all, byte) => (all + byte) & 0xffff, 0)
  return Buffer.concat([Buffer.from([level]), u32(id), u32(value.length), value, u32(sum).subarray(0, 2)])
}

export type Enclosed = { readonly title?: string; readonly content?: Uint8Array; readonly properties?: Buffer }

export const tnef = (message: Buffer, ...enclosed: readonly Enclosed[]): Buffer =>
  Buffer.concat([
    u32(0x223e9f78),
    Buffer.from([1, 0]),
    attribute(1, 0x00069007, Buffer.concat([u32(1252), u32(0)])),
    attribute(1, 0x00069003, message),
    ...enclosed.flatMap((one) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      ...(one.title === undefined ? [] : [attribute(2, 0x00018010, Buffer.from(`${one.title}\0`, 'latin1'))]),
      ...(one.content === undefined ? [] : [attribute(2, 0x0006800f, one.content)]),
      ...(one.properties === undefined ? [] : [attribute(2, 0x00069005, one.properties)]),
    ]),
  ])
