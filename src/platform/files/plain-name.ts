/** What every file system takes as a name: no path parts, no signs of Windows, never empty, at most so many letters. */
export function plainName(text: string, most: number): string {
  const plain = [
    ...text
      .normalize('NFC')
      .replaceAll(/[\p{C}<>:"/\\|?*]+/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, most)
    .join('')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  return /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(plain) ? `_${plain}` : plain
}

/**
 * The name of a file among many: `Rechnung März [3f2a91bc].pdf`. The beginning of its id keeps files of one name apart.
 * @param given as somebody called it; not believed for anything
 */
export function namedFile(given: string, id: string, most = 80): string {
  const ending = /(?<=.)\.[a-z0-9]{1,8}$/i.exec(given)?.[0] ?? ''
  const name = plainName(given.slice(0, given.length - ending.length), most)
  return `${name}${name === '' ? '' : ' '}[${id.slice(0, 8)}]${ending.toLowerCase()}`
}
