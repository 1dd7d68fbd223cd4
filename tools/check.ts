// `npm run check`: everything that must hold before a change is handed over. One line per step with its seconds; the
// output of a step is shown only when it failed. Last line: "check: passed" or "check: failed (names)".
import { spawn } from 'node:child_process'
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

// Groups run one after another, the steps of a group side by side: two cores carry the three quick ones together, but
// the tests measure time limits and want the machine for themselves.
// To be added here as soon as the subject exists:
// - catalog: the database's columns against the declarations (`dist/belegt.js catalog`)
// - generated: docs/privacy and docs/operating/configuration.md written anew, as a program step before `unchanged`
const groups: Step[][] = [
  [
    { name: 'format', run: program('oxfmt', '--check') },
    { name: 'types', run: program('tsc', '--noEmit', '-p', '.') },
    { name: 'lint', run: program('oxlint') },
  ],
  [
    { name: 'build', run: program('node', 'tools/build.ts', '--force') },
    { name: 'floors', run: program('node', 'tools/floors.ts', '--write') },
  ],
  [{ name: 'unchanged', run: program('git', 'diff', '--exit-code', '--', 'docs') }],
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
