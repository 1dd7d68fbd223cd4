// A real SMTP server in a process of its own: takes every mail, keeps of each only its Message-ID and whether it was signed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'
import { say } from './support.ts'

/** What arrived since the last time it was asked. */
export type Arrived = { readonly mails: number; readonly distinct: number; readonly signed: number }
export type Sink = AsyncDisposable & { readonly port: number; readonly pid: number; arrived(): Promise<Arrived> }

const main = import.meta.filename

export async function openSink(): Promise<Sink> {
  const child = spawn(process.execPath, [main, 'sink'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const lines = createInterface(child.stdout)
  const [first] = (await once(lines, 'line')) as [string]
  return {
    port: Number(first),
    pid: child.pid ?? 0,
    async arrived() {
      const answer = once(lines, 'line')
      child.stdin.write('?\n')
      return JSON.parse(((await answer) as [string])[0]) as Arrived
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

export async function serveSink(): Promise<void> {
  let ids: string[] = []
  let signed = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    maxClients: 200,
    onData(stream, _session, answer) {
      let head = ''
      stream.on('data', (chunk: Buffer) => {
        if (head.length < 8_000) head += chunk.toString('latin1')
      })
      stream.on('end', () => {
        ids.push(/^Message-ID: (.*)$/im.exec(head)?.[1] ?? '')
        if (/^DKIM-Signature:/m.test(head)) signed++
        answer()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1', () => say(String((server.server.address() as AddressInfo).port)))
  createInterface(process.stdin).on('line', () => {
    say(JSON.stringify({ mails: ids.length, distinct: new Set(ids).size, signed }))
    ;[ids, signed] = [[], 0]
  })
}
