import { byEnding } from './sealing/media-types.ts'

export type Typed = { readonly name: string; readonly mediaType: string }

/**
 * What a file that came with a mail is: by its bytes, whatever the sender's program says; by its name where bytes say too little.
 * @param name as it came, '' without one
 * @param otherwise what it is called without a name
 */
export async function typed(content: Uint8Array, name: string, stated: string, otherwise: string): Promise<Typed> {
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(content).catch(() => undefined)
  // office files are ZIP archives, and old ones one container for all: there the name knows more than the bytes
  const vague = !found || ['application/zip', 'application/x-cfb'].includes(found.mime)
  if (!vague) return { name: withEnding(name || otherwise, found.ext), mediaType: found.mime }
  return { name: name || otherwise, mediaType: byEnding(name) ?? known(stated) ?? found?.mime ?? stated }
}

/** A name with this ending, unless it has that or one that means the same. */
export const withEnding = (name: string, ending: string): string => {
  const has = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase()
  return has === ending || (has && same.some((group) => group.includes(has) && group.includes(ending)))
    ? name
    : `${name}.${ending}`
}
const same = [
  ['jpg', 'jpeg', 'jpe'],
  ['tif', 'tiff'],
  ['xml', 'svg', 'xhtml'],
]

const known = (type: string): string | undefined =>
  /^application\/(octet-stream|x-download|force-download|binary)$/.test(type) ? undefined : type
