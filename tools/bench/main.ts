// The benches: `npm run bench -- NAME`. What each measures and its bar: README.md beside this file.
import process from 'node:process'
import { book } from './book.ts'
import { bounce } from './bounce.ts'
import { erase } from './erase.ts'
import { forget } from './forget.ts'
import { gdprbench } from './gdprbench.ts'
import { imap } from './imap.ts'
import { ingest } from './ingest.ts'
import { outbox } from './outbox.ts'
import { pages } from './pages.ts'
import { serveProgram } from './program.ts'
import { openGround, say, type Bench, type Found } from './support.ts'
import { restoreBench } from './restore.ts'
import { rush } from './rush.ts'
import { scope } from './scope.ts'
import { seal } from './seal.ts'
import { sealFiles } from './seal-files.ts'
import { signIn } from './sign-in.ts'
import { serveSink } from './sink.ts'
import { scrubBench } from './scrub.ts'
import { searchBench } from './search.ts'
import { slots } from './slots.ts'
import { start } from './start.ts'
import { sweep } from './sweep.ts'

const grounded = (bench: Bench) => async (): Promise<Found> => {
  await using ground = await openGround()
  return await bench(ground)
}

const benches: Readonly<Record<string, () => Promise<Found>>> = {
  slots: grounded(slots),
  rush: grounded(rush),
  book: grounded(book),
  pages: grounded(pages),
  scope: grounded(scope),
  erase: grounded(erase),
  restore: grounded(restoreBench),
  seal: grounded(seal),
  gdprbench: grounded(gdprbench),
  sweep: grounded(sweep),
  forget: grounded(forget),
  outbox: grounded(outbox),
  bounce: grounded(bounce),
  imap: grounded(imap),
  ingest: grounded(ingest),
  search: grounded(searchBench),
  scrub: grounded(scrubBench),
  signin: grounded(signIn),
  'seal-files': sealFiles,
  start,
}

const name = process.argv[2] ?? ''
const bench = benches[name]
if (name === 'serve') {
  await serveProgram(Number(process.argv[3]))
} else if (name === 'sink') {
  await serveSink()
} else if (bench) {
  const { facts, met } = await bench()
  const told = Object.entries(facts).map(([key, value]) => `${key}=${value}`)
  say(`${name}: ${told.join(' ')} bar=${met ? 'met' : 'missed'}`)
} else {
  say(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}.`)
  process.exitCode = 2
}
