// Verifies a receipt of Belegt offline, with nothing but WebCrypto: in Node (18.4 or newer) and in every current browser.
//
//   node verify-receipt.mjs receipt.json                      what happened, and the key's fingerprint to compare
//   node verify-receipt.mjs receipt.html --key FINGERPRINT    refuses another key than the one you know (hex or one-line)
//
// What it checks: the form; that the checkpoint was signed by the key (Ed25519, C2SP signed note); that every entry, as
// written, stands in the signed tree (RFC 9162, 2.1.3.2); that every text has the SHA-256 that an entry names. A receipt
// holds nothing that is not checked. It proves that the entry was there when the checkpoint was signed and is unchanged.
//
// Answers with 0 when it is genuine, 1 when it is not, 2 when it could not be checked here.

export const refuse = (why) => {
  throw new Error(why)
}
/** What is missing here is no fault of the receipt. */
class Unable extends Error {}
const utf8 = new TextEncoder()
const { subtle } = globalThis.crypto ?? (globalThis.process ? (await import('node:crypto')).webcrypto : {})
export const sha256 = async (...parts) => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new Uint8Array(await subtle.digest('SHA-256', bytes))
}
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
export const same = (a, b) => hex(a) === hex(b)

/** Strict: one spelling for the same bytes only. */
export function base64(text, what) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  if (btoa(String.fromCharCode(...bytes)) !== text) refuse(`${what} is not written as it should be`)
  return bytes
}

/** As older machines can sort, too. */
const sorted = (names) => [...names].sort((a, b) => (a < b ? -1 : 1))

function exactly(value, names, what) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${what} is missing`)
  const found = sorted(Object.keys(value)).join()
  if (found !== sorted(names).join()) refuse(`${what} has other fields than it should: ${found}`)
  return value
}

/** SHA-256 of the 32 bytes of a key, in hex: what people compare. */
export const fingerprintOf = async ({ bytes }) => hex(await sha256(bytes))

export async function readKey(line) {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line) ?? refuse('the key is none')
  const [, name, id, encoded] = match
  const typed = base64(encoded, 'the key')
  if (typed.length !== 33 || typed[0] !== 1) refuse('the key is no Ed25519 key')
  if (hex((await sha256(utf8.encode(`${name}\n`), typed)).subarray(0, 4)) !== id) refuse('the key does not fit its id')
  return { name, id, bytes: typed.subarray(1) }
}

export async function readCheckpoint(note, key) {
  const match = /^(([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n)\n— ([^\s]+) ([^\s]+)\n$/.exec(note)
  if (!match) refuse('the checkpoint is none, or has more than one signature')
  const [, text, origin, size, root, name, encoded] = match
  const signature = base64(encoded, 'the signature')
  if (origin !== key.name || name !== key.name) refuse('the checkpoint is of another log than the key')
  if (hex(signature.subarray(0, 4)) !== key.id) refuse('the checkpoint was signed with another key')
  const imported = await subtle.importKey('raw', key.bytes, { name: 'Ed25519' }, false, ['verify']).catch((error) => {
    throw error.name === 'NotSupportedError' ? new Unable('no Ed25519 here: take a newer Node or browser') : error
  })
  const sound = await subtle.verify({ name: 'Ed25519' }, imported, signature.subarray(4), utf8.encode(text))
  if (!sound) refuse('the signature of the checkpoint does not fit')
  return { origin, size: Number(size), root: base64(root, 'the root') }
}

/** The one way to write an entry: keys sorted, no white space, whole numbers (RFC 8785 without floats). */
function canonical(value) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : refuse('an entry has a fraction')
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const names = sorted(Object.keys(value))
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`
}

function readLeaf(text) {
  const leaf = exactly(JSON.parse(text), ['at', 'body', 'kind', 'salt', 'v'], 'an entry')
  if (leaf.v !== 1 || !/^[0-9a-f]{64}$/.test(leaf.salt)) refuse('an entry has another form')
  if (canonical(leaf) !== text) refuse('an entry is not written as it should be')
  return leaf
}

export const node = (left, right) => sha256(Uint8Array.of(1), left, right)

/** RFC 9162, 2.1.3.2, with numbers beyond 2^31. */
async function rootFrom(leaf, index, size, proof) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) refuse('an entry has no place in this tree')
  let [here, last, hash] = [index, size - 1, await sha256(Uint8Array.of(0), utf8.encode(leaf))]
  const up = () => {
    here = Math.floor(here / 2)
    last = Math.floor(last / 2)
  }
  for (const sibling of proof) {
    if (last === 0) refuse('a proof is too long')
    if (here % 2 === 1 || here === last) {
      hash = await node(sibling, hash)
      while (here % 2 === 0 && here !== 0) up()
    } else hash = await node(hash, sibling)
    up()
  }
  if (last !== 0) refuse('a proof is too short')
  return hash
}

/** The JSON inside a receipt that was saved as a page. */
function fromPage(html) {
  const inside = /<pre id="receipt"[^>]*>([\s\S]*?)<\/pre>/.exec(html)?.[1] ?? refuse('this page holds no receipt')
  const signs = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&', nbsp: '\u00a0' }
  return inside.replaceAll(/&(lt|gt|quot|#39|amp|nbsp);/g, (_, sign) => signs[sign])
}

/**
 * Resolves with what the receipt proves; rejects with the reason when anything in it does not fit, or cannot be checked here.
 * @param {string} text the receipt as JSON, or the saved page
 * @param {string} [known] the key you know: its fingerprint (64 hex digits, blanks allowed) or its one-line form
 */
export async function verifyReceipt(text, known) {
  if (!subtle) throw new Unable('no WebCrypto here: take a newer Node, or open the page by https')
  const json = text.trimStart().startsWith('{') ? text.trim() : fromPage(text)
  const names = ['format', 'origin', 'key', 'fingerprint', 'checkpoint', 'entries', 'texts']
  const receipt = exactly(JSON.parse(json), names, 'the receipt')
  if (receipt.format !== 'belegt-receipt-1') refuse('this is a receipt of another sort')
  const key = await readKey(receipt.key)
  const fingerprint = await fingerprintOf(key)
  if (receipt.fingerprint !== fingerprint) refuse('the fingerprint is not the one of the key')
  const wanted = known?.replaceAll(/\s/g, '')
  if (wanted && wanted.toLowerCase() !== fingerprint && wanted !== receipt.key)
    refuse('the key is not the one you know')
  const checkpoint = await readCheckpoint(receipt.checkpoint, key)
  if (receipt.origin !== checkpoint.origin) refuse('the receipt is of another log than its checkpoint')
  if (!Array.isArray(receipt.entries) || receipt.entries.length === 0) refuse('the receipt has no entry')
  const entries = []
  for (const given of receipt.entries) {
    const { leaf, index, proof } = exactly(given, ['leaf', 'index', 'proof'], 'an entry')
    const hashes = proof.map((one) => base64(one, 'a proof'))
    if (hashes.some(({ length }) => length !== 32)) refuse('a proof has another form')
    const root = await rootFrom(leaf, index, checkpoint.size, hashes)
    if (!same(root, checkpoint.root)) refuse(`entry ${index} does not stand in the signed tree`)
    entries.push({ index, ...readLeaf(leaf) })
  }
  const texts = {}
  for (const one of receipt.texts) texts[hex(await sha256(utf8.encode(one)))] = one
  const told = new Set(entries.flatMap(({ body }) => Object.values(body)))
  if (Object.keys(texts).some((hash) => !told.has(hash))) refuse('a text is not the one an entry names')
  if (Object.keys(texts).length !== receipt.texts.length) refuse('a text stands twice')
  return { origin: checkpoint.origin, size: checkpoint.size, fingerprint, entries, texts }
}

const say = (line) => process.stdout.write(`${line}\n`)

/** Whether this file is the program that was called, under whatever name, and no part of another. */
async function isCalled() {
  if (!globalThis.process?.argv?.[1]) return false
  const [{ realpathSync }, { pathToFileURL }] = await Promise.all([import('node:fs'), import('node:url')])
  try {
    return pathToFileURL(realpathSync(process.argv[1])).href === import.meta.url
  } catch {
    return false
  }
}

async function contentOf(words) {
  const [path, option, known, more] = words
  if (!path || (option !== undefined && (option !== '--key' || !known)) || more !== undefined)
    throw new Unable('usage: node verify-receipt.mjs FILE [--key FINGERPRINT]')
  const { readFile } = await import('node:fs/promises')
  return readFile(path, 'utf8').catch((error) => {
    throw new Unable(`the file cannot be read: ${error.message}`)
  })
}

if (await isCalled()) {
  const words = process.argv.slice(2)
  const known = words[2]
  try {
    const { origin, size, fingerprint, entries, texts } = await verifyReceipt(await contentOf(words), known)
    say(`genuine: ${entries.length} of the ${size} entries of ${origin}`)
    for (const { index, kind, at, body } of entries) say(`  ${index}  ${at}  ${kind}  ${JSON.stringify(body)}`)
    for (const [hash, text] of Object.entries(texts)) say(`  text ${hash}:\n${text.replaceAll(/^/gm, '    ')}`)
    say(`signed with the key ${fingerprint.replaceAll(/.{8}(?=.)/g, '$& ')}`)
    if (!known) say('Compare this fingerprint with the one you got another way: by letter, mail or on site.')
  } catch (error) {
    const unable = error instanceof Unable
    say(`${unable ? 'NOT CHECKED' : 'NOT GENUINE'}: ${error instanceof Error ? error.message : error}`)
    process.exitCode = unable ? 2 : 1
  }
}
