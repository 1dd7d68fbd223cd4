import { ConfigError, readConfig } from '#platform/config/config.ts'
import { DatabaseProblem } from '#platform/data/server.ts'
import { settings } from './modules.ts'
import { start, type Running } from './start.ts'

const dist = import.meta.dirname
const say = (text: string) => void process.stdout.write(`${text}\n`)
const complain = (text: string) => void process.stderr.write(`${text}\n`)

/** Stays until a signal comes, then ends everything in order; a second signal ends at once. */
function untilStopped(running: Running): void {
  let stopping = false
  const stop = (code: number) => {
    if (stopping) process.exit(1)
    stopping = true
    running.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        complain(String(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => stop(0))
  process.on('SIGTERM', () => stop(0))
  void running.lost.then((reason) => {
    complain(reason)
    stop(1)
  })
}

async function main(command: string | undefined): Promise<void> {
  switch (command) {
    case 'start': {
      const running = await start(readConfig(settings, process.env), dist)
      say(`Belegt: ${running.url}`)
      return untilStopped(running)
    }
    default:
      complain('belegt start | demo | verify | ledger verify')
      process.exitCode = 2
  }
}

try {
  await main(process.argv[2])
} catch (error) {
  // what an operator can mend is said in a sentence; everything else is a defect and shows where
  complain(
    error instanceof ConfigError || error instanceof DatabaseProblem ? error.message : String((error as Error).stack),
  )
  process.exit(1)
}
