import { fileTypeFromBuffer } from 'file-type'
import { namesIn } from '#platform/files/unzip.ts'
import type { ForeignKind } from './foreign-picture.ts'
import { isTnef } from '../../tnef.ts'

/** What a file is, by its bytes; name and stated type only help where bytes say nothing. */
export type Sniffed =
  | { readonly is: 'pdf' }
  | { readonly is: 'image'; readonly mediaType: string }
  /** A picture that must be made another one to be opened. */
  | { readonly is: 'foreign'; readonly mediaType: string; readonly kind: ForeignKind }
  | { readonly is: 'office'; readonly mediaType: string; readonly ending: OfficeEnding }
  /** A ZIP archive that is nothing but one. */
  | { readonly is: 'archive' }
  | { readonly is: 'eml' }
  | { readonly is: 'msg' }
  /** A message as Outlook packs it for its own kind: `winmail.dat`. */
  | { readonly is: 'tnef' }
  /** An office file that is sealed by a password. */
  | { readonly is: 'protected' }
  | { readonly is: 'rtf' }
  | { readonly is: 'html' }
  | { readonly is: 'invoice' }
  | { readonly is: 'text' }
  | { readonly is: 'unknown' }

export type OfficeEnding = 'docx' | 'xlsx' | 'pptx' | 'odt' | 'ods' | 'odp' | 'doc' | 'xls' | 'ppt'

const images = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/tiff', 'image/gif', 'image/avif'])
const foreigners = ['bmp', 'jxl'] as const satisfies readonly ForeignKind[]
/** Formats whose text only LibreOffice reads. */
export type OldEnding = 'doc' | 'xls' | 'ppt'
export const isOld = (ending: OfficeEnding): ending is OldEnding =>
  ending === 'doc' || ending === 'xls' || ending === 'ppt'

const office: Readonly<Record<string, OfficeEnding>> = {
  docx: 'docx',
  dotx: 'docx',
  docm: 'docx',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  xltx: 'xlsx',
  pptx: 'pptx',
  pptm: 'pptx',
  odt: 'odt',
  ott: 'odt',
  ods: 'ods',
  ots: 'ods',
  odp: 'odp',
  otp: 'odp',
}
const LEADING = 1024 // ISO 32000-1 Annex H.3: the header may stand within the first kilobyte

/** @param name the file's name, for the endings of types that look alike */
export async function sniff(content: Buffer, name = '', stated = ''): Promise<Sniffed> {
  const head = content.subarray(0, LEADING)
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return { is: 'pdf' }
  if (isTnef(content)) return { is: 'tnef' }
  const found = await fileTypeFromBuffer(content.subarray(0, 1_000_000)).catch(() => undefined)
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (found) {
    const foreign = /^hei[cf]/.test(found.ext) ? 'heic' : foreigners.find((one) => one === found.ext)
    if (foreign) return { is: 'foreign', mediaType: found.mime, kind: foreign }
    if (images.has(found.mime)) return { is: 'image', mediaType: found.mime }
    const known = office[found.ext]
    if (known) return { is: 'office', mediaType: found.mime, ending: known }
    if (found.ext === 'rtf') return { is: 'rtf' }
    if (found.ext === 'cfb') return compound(content, ending)
    if (found.ext === 'pdf') return { is: 'pdf' }
    if (found.ext === 'zip') return insideZip(content, ending)
    if (found.ext !== 'xml') return head.includes('%PDF-') ? { is: 'pdf' } : { is: 'unknown' }
  }
  if (head.includes('%PDF-')) return { is: 'pdf' }
  return textual(content, ending, stated)
}

/** OLE compound files: Outlook's messages and the office formats before 2007. */
function compound(content: Buffer, ending: string): Sniffed {
  const holds = (name: string) => content.includes(Buffer.from(name, 'utf16le'))
  if (holds('__properties_version1.0') || ending === 'msg') return { is: 'msg' }
  if (holds('WordDocument')) return { is: 'office', mediaType: 'application/msword', ending: 'doc' }
  if (holds('Workbook') || holds('Book')) return { is: 'office', mediaType: 'application/vnd.ms-excel', ending: 'xls' }
  if (holds('PowerPoint Document')) return { is: 'office', mediaType: 'application/vnd.ms-powerpoint', ending: 'ppt' }
  // MS-OFFCRYPTO 2.3.4.4: the whole package, packed into one stream
  if (holds('EncryptedPackage')) return { is: 'protected' }
  return { is: 'unknown' }
}

function insideZip(content: Buffer, ending: string): Sniffed {
  const types: Readonly<Record<string, OfficeEnding>> = { 'word/': 'docx', 'xl/': 'xlsx', 'ppt/': 'pptx' }
  const names = namesIn(content)
  if (names.includes('[Content_Types].xml'))
    for (const [folder, found] of Object.entries(types))
      if (names.some((name) => name.startsWith(folder)))
        return { is: 'office', mediaType: mediaTypes[found], ending: found }
  const named = office[ending]
  if (named && names.includes('content.xml')) return { is: 'office', mediaType: mediaTypes[named], ending: named }
  return names.some((name) => CONTAINER.test(name)) ? { is: 'unknown' } : { is: 'archive' }
}

/** Files that tell a container, whose parts are nothing by themselves: OPC, OpenDocument and EPUB, ASiC and JAR, iWork. */
const CONTAINER = /^(\[Content_Types\]\.xml|mimetype|META-INF\/.*|Index\/.*\.iwa|Index\.zip)$/

const open = 'application/vnd.oasis.opendocument'
const xml = 'application/vnd.openxmlformats-officedocument'
export const mediaTypes: Readonly<Record<OfficeEnding, string>> = {
  docx: `${xml}.wordprocessingml.document`,
  xlsx: `${xml}.spreadsheetml.sheet`,
  pptx: `${xml}.presentationml.presentation`,
  odt: `${open}.text`,
  ods: `${open}.spreadsheet`,
  odp: `${open}.presentation`,
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
}

// a header field of RFC 5322 that mails begin with
const MAIL =
  /^(From |Return-Path:|Received:|Delivered-To:|MIME-Version:|From:|To:|Subject:|Date:|Message-ID:|X-[\w-]+:|DKIM-)/i

function textual(content: Buffer, ending: string, stated: string): Sniffed {
  const start = content.subarray(0, 64 * 1024)
  const wide = start[0] === 0xff && start[1] === 0xfe ? 'utf16le' : 'latin1'
  const text = start
    .toString(wide)
    .trimStart()
    .replace(/^\u{feff}|^ï»¿/u, '')
  if (wide === 'latin1' && isBinary(start)) return { is: 'unknown' }
  if (
    /CrossIndustryInvoice|CrossIndustryDocument|oasis:names:specification:ubl:schema:xsd:(Invoice|CreditNote)/.test(
      text,
    )
  )
    return { is: 'invoice' }
  if (ending === 'eml' || stated === 'message/rfc822' || (MAIL.test(text) && /^(From|Subject|Date):/im.test(text)))
    return { is: 'eml' }
  if (/^(<!doctype html|<html|<\?xml[^>]*>\s*(<!doctype html|<html|<svg)|<svg)/i.test(text) || /^html?$/.test(ending))
    return { is: 'html' }
  return { is: 'text' }
}

/** Text has no zero bytes and hardly any control characters. */
function isBinary(start: Buffer): boolean {
  let controls = 0
  for (const byte of start) {
    if (byte === 0) return true
    if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) controls++
  }
  return controls > start.length * 0.02
}
