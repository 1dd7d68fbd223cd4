// Seals and opens a long stream in a process of its own, where nothing else fills the memory:
// `node stream-memory.ts 200` prints the size that came out again and the most memory it took beyond the beginning.
import { newKey } from '../../src/platform/keys/keyring.ts'
import { openStream, sealStream } from '../../src/platform/keys/sealed-stream.ts'

const length = Number(process.argv[2]) * 1024 * 1024
const piece = Buffer.alloc(1024 * 1024, 7)
function* long() {
  for (let made = 0; made < length; made += piece.length) yield piece
}
const key = newKey()
const before = process.memoryUsage().rss
let [size, most] = [0, 0]
for await (const part of openStream(key, 'a', sealStream(key, 'a', long()))) {
  size += part.length
  most = Math.max(most, process.memoryUsage().rss)
}
process.stdout.write(JSON.stringify({ size, grown: most - before }))
