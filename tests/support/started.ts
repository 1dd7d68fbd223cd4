// The built program as a child, as an operator starts it, with what it says.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { dist } from './installation.ts'

export type Started = {
  readonly lines: readonly string[]
  /** The first line that fits; rejects with all that was said when the program ends before it. */
  says(line: RegExp): Promise<RegExpExecArray>
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

/** @param as the numbers of a user and group, where it is not to run as who runs the tests */
export function started(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  as: { readonly uid?: number; readonly gid?: number } = {},
): Started {
  const node = join(import.meta.dirname, '../../node_modules/.bin/node')
  const child = spawn(node, [join(dist, 'belegt.js'), ...command], {
    env: { PATH: process.env['PATH'], BELEGT_PORT: '0', BELEGT_HEALTH_PORT: '0', ...environment },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  })
  const lines: string[] = []
  const hearing = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
      for (const hear of hearing) hear()
    })
  }
  const ended = new Promise<number | NodeJS.Signals>((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done(signal ?? code ?? -1))
  })
  return {
    lines,
    ended,
    says: (line) =>
      new Promise((done, fail) => {
        const hear = () => {
          const found = lines.map((one) => line.exec(one)).find((one) => one !== null)
          if (found) hearing.delete(hear)
          if (found) done(found)
        }
        hearing.add(hear)
        hear()
        void ended.then((how) => fail(new Error(`it ended (${how}) without saying ${line}:\n${lines.join('\n')}`)))
      }),
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}
