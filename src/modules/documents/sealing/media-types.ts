/** What a name tells and the bytes do not: text has no mark of its own, and office files share their containers. */
const BY_NAME: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  xml: 'application/xml',
  eml: 'message/rfc822',
  msg: 'application/vnd.ms-outlook',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  zip: 'application/zip',
  ics: 'text/calendar',
}

/** What the bytes tell as well; the server looks at them itself when it reads a file. */
const BY_BYTES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heic',
  heif: 'image/heif',
  avif: 'image/avif',
  bmp: 'image/bmp',
  jxl: 'image/jxl',
  md: 'text/markdown',
  htm: 'text/html',
  json: 'application/json',
  rtf: 'application/rtf',
}

const endingOf = (name: string): string => /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** The media type that a file's name tells, for what its bytes do not. */
export const byEnding = (name: string): string | undefined => BY_NAME[endingOf(name)]

/** The media type that a file's name suggests; `application/octet-stream` for an ending that is not known. */
export const mediaTypeOf = (name: string): string =>
  byEnding(name) ?? BY_BYTES[endingOf(name)] ?? 'application/octet-stream'
