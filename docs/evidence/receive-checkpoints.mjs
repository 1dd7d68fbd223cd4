// Keeps copies of a ledger's signed checkpoints on another machine, and takes a new one only when it is proven to
// continue the last: from then on nobody can rewrite what lies before, not even with the database and the key in hand.
// Plain Node (20 or newer), no dependency; verify-receipt.mjs must lie beside it.
//
//   node receive-checkpoints.mjs FOLDER --port 8400 [--host 127.0.0.1] [--token SECRET]    takes PUT /<ledger id>
//   node receive-checkpoints.mjs FOLDER --from MAIL.txt                                    takes a copy out of a mail
//
// FOLDER/<id>.checkpoints holds one checkpoint per line (JSON), FOLDER/<id>.key the key of the ledger: put it there
// yourself (it is at /<organisation>/nachweise/schluessel), or the first copy's key is taken and its fingerprint told.
import { createServer } from 'node:http'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { timingSafeEqual } from 'node:crypto'
import { base64, fingerprintOf, node, readCheckpoint, readKey, refuse, same, sha256 } from './verify-receipt.mjs'

/** RFC 9162, 2.1.4.2: whether the new tree begins with the old one. */
async function continues(old, fresh, proof) {
  if (old.size === fresh.size) return proof.length === 0 && same(old.root, fresh.root)
  if (old.size === 0) return proof.length === 0
  const [first, ...rest] = Number.isInteger(Math.log2(old.size)) ? [old.root, ...proof] : proof
  if (first === undefined || proof.length === 0) return false
  let [here, last, was, is] = [old.size - 1, fresh.size - 1, first, first]
  const up = () => {
    here = Math.floor(here / 2)
    last = Math.floor(last / 2)
  }
  while (here % 2 === 1) up()
  for (const sibling of rest) {
    if (last === 0) return false
    if (here % 2 === 1 || here === last) {
      was = await node(sibling, was)
      is = await node(sibling, is)
      while (here % 2 === 0 && here !== 0) up()
    } else is = await node(is, sibling)
    up()
  }
  return last === 0 && same(was, old.root) && same(is, fresh.root)
}

async function textOf(path) {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return ''
    throw error
  }
}

/** A line that a power cut left unfinished is none: what it held is asked for again. */
function noteIn(line) {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

/**
 * Takes a copy (C2SP tlog-witness: `old N`, proof, empty line, checkpoint) into the folder.
 * @returns {Promise<{ size: number } | { has: number }>} `has`: the size that is here, when it is not the one meant
 */
export async function take(folder, id, body, offered, tell = () => undefined) {
  if (!/^[0-9a-f-]{36}$/.test(id)) refuse('no ledger has this name')
  const match =
    /^old (0|[1-9][0-9]{0,15})\n((?:[A-Za-z0-9+/=]{44}\n)*)\n([\s\S]+)$/.exec(body) ?? refuse('this is no copy')
  const pinned = (await textOf(join(folder, `${id}.key`))).trim()
  const key = await readKey(pinned || (offered ?? refuse('the key of this ledger is not known here')))
  if (key.name !== `belegt/${id}`) refuse('the key is of another ledger')
  const fresh = await readCheckpoint(match[3], key)
  const path = join(folder, `${id}.checkpoints`)
  const stored = await textOf(path)
  const notes = stored.split('\n').flatMap(noteIn)
  const old = notes.length > 0 ? await readCheckpoint(notes.at(-1), key) : { size: 0 }
  if (old.size !== Number(match[1])) return { has: old.size }
  const proof = match[2]
    .split('\n')
    .filter(Boolean)
    .map((one) => base64(one, 'the proof'))
  if (!(await continues(old, fresh, proof))) refuse(`ALARM: the checkpoint does not continue the one at ${old.size}`)
  if (!pinned) {
    await writeFile(join(folder, `${id}.key`), `${offered}\n`, { flag: 'wx' })
    tell(`${id}: took the key ${await fingerprintOf(key)} on first sight; please compare`)
  }
  const end = stored === '' || stored.endsWith('\n') ? '' : '\n'
  if (fresh.size > old.size) await appendFile(path, `${end}${JSON.stringify(match[3])}\n`)
  return { size: fresh.size }
}

/** A server that takes copies; one at a time, so that two never continue the same. */
export function receiver(folder, token, tell) {
  let turn = Promise.resolve()
  const digest = async (text) => sha256(new TextEncoder().encode(text))
  const answer = async (request, response) => {
    const given = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const admitted = !token || timingSafeEqual(await digest(given), await digest(token))
    if (!admitted || request.method !== 'PUT') return response.writeHead(admitted ? 405 : 401).end()
    let body = ''
    for await (const part of request.setEncoding('utf8')) {
      body += part
      if (body.length > 64_000) return response.writeHead(413).end()
    }
    const id = new URL(request.url, 'http://x').pathname.split('/').at(-1)
    const taken = (turn = turn
      .catch(() => undefined)
      .then(() => take(folder, id, body, request.headers['belegt-key'], tell)))
    try {
      const outcome = await taken
      if ('has' in outcome)
        return response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${outcome.has}\n`)
      tell(`${id}: ${outcome.size} entries`)
      return response.writeHead(200).end()
    } catch (error) {
      tell(`${id}: refused: ${error.message}`)
      return response.writeHead(422).end(`${error.message}\n`)
    }
  }
  return createServer((request, response) => void answer(request, response))
}

/** The copy in a saved mail, and the key it names. */
export function fromMail(text) {
  const plain = text.replaceAll('\r\n', '\n').replaceAll(/^> ?/gm, '')
  const id = /^belegt\/([0-9a-f-]{36})$/m.exec(plain)?.[1] ?? refuse('this mail holds no copy')
  const body = /^old [0-9]+\n[\s\S]*?\n— [^\n]+\n?/m.exec(plain)?.[0] ?? refuse('this mail holds no copy')
  return { id, body: body.endsWith('\n') ? body : `${body}\n`, key: /^\S.*key: (belegt\/\S+)$/m.exec(plain)?.[1] }
}

if (/receive-checkpoints[^/\\]*\.mjs$/.test(process.argv[1] ?? '')) {
  const [folder, ...rest] = process.argv.slice(2)
  const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined)
  const say = (line) => process.stdout.write(`${line}\n`)
  if (folder && option('--from')) {
    try {
      const { id, body, key } = fromMail(await readFile(option('--from'), 'utf8'))
      const outcome = await take(folder, id, body, key, say)
      if ('has' in outcome) refuse(`this copy continues another size than the ${outcome.has} entries that are here`)
      say(`taken: ${outcome.size} entries, and they continue what was here`)
    } catch (error) {
      say(`REFUSED: ${error.message}`)
      process.exitCode = 1
    }
  } else if (folder && option('--port')) {
    receiver(folder, option('--token'), say).listen(Number(option('--port')), option('--host') ?? '127.0.0.1')
  } else {
    say('usage: node receive-checkpoints.mjs FOLDER (--port PORT [--host HOST] [--token SECRET] | --from MAIL)')
    process.exitCode = 2
  }
}
