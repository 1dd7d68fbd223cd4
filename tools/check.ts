// `npm run check`: everything that must hold before a change is handed over. One line per step with its seconds; the
// output of a step is shown only when it failed. Last line: "check: passed" or "check: failed (names)".
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { bootProblem } from './boot.ts'

/** Gives null when all is well, or what went wrong. */
type Step = { name: string; run: () => Promise<string | null> }

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules/.bin')

/** Runs a program of node_modules/.bin (or of the machine); its output is the problem when it does not exit with 0. */
function program(name: string, ...args: string[]): () => Promise<string | null> {
  return () =>
    new Promise((resolve) => {
      const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` }
      const child = spawn(name, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
      const output: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
      child.on('error', (error) => resolve(`${name}: ${error.message}`))
      child.on('close', (code) => resolve(code === 0 ? null : Buffer.concat(output).toString() || `exit code ${code}`))
    })
}

// Documents that programs write; the build comes before them.
const documents = ['docs/architecture.md', 'docs/privacy/*.md', 'docs/operating/configuration.md']
const writers = [program('node', 'tools/floors.ts', '--write'), program('node', 'dist/belegt.js', 'documents')]

/** Writes the generated documents anew; the problem is which of them were not as they had to be. */
async function documentsProblem(): Promise<string | null> {
  const read = () =>
    globSync(documents, { cwd: root }).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const)
  const before = new Map(read())
  const problems: string[] = []
  for (const write of writers) problems.push((await write()) ?? '')
  for (const [path, text] of read()) {
    if (before.get(path) !== text)
      problems.push(`${path} was out of date; it has been written anew: look at it and commit it.`)
  }
  return problems.filter(Boolean).join('\n') || null
}

// Groups run one after another, the steps of a group side by side: two cores carry the three quick ones together, but
// the tests measure time limits and want the machine for themselves.
const groups: Step[][] = [
  [
    { name: 'format', run: program('oxfmt', '--check') },
    { name: 'types', run: program('tsc', '--noEmit', '-p', '.') },
    { name: 'lint', run: program('oxlint') },
  ],
  [
    { name: 'build', run: program('node', 'tools/build.ts', '--force') },
    { name: 'floors', run: program('node', 'tools/floors.ts') },
  ],
  [{ name: 'documents', run: documentsProblem }],
  [{ name: 'boot', run: bootProblem }],
  [{ name: 'tests', run: program('vitest', 'run') }],
]

const failed: string[] = []

async function take({ name, run }: Step): Promise<void> {
  const start = performance.now()
  const problem = await run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6)
  console.log(`${name.padEnd(10)} ${seconds} s  ${problem === null ? 'ok' : 'FAILED'}`)
  if (problem === null) return
  failed.push(name)
  console.log(problem.trimEnd().replaceAll(/^/gm, '    '))
}

for (const group of groups) await Promise.all(group.map(take))
console.log(failed.length === 0 ? 'check: passed' : `check: failed (${failed.join(', ')})`)
process.exitCode = failed.length === 0 ? 0 : 1
