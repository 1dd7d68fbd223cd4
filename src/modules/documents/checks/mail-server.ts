import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A mailbox on this machine that speaks as much IMAP (RFC 9051) as reading a folder takes; for the check of it. */
export type CheckedMailbox = AsyncDisposable & {
  readonly port: number
  /** The folders that were made in it. */
  readonly made: readonly string[]
  /** What lies in a folder, by its number. */
  readonly lying: (folder: string) => readonly number[]
  /** Puts a mail into a folder and tells who waits for news. */
  deliver(folder: string, mail: Buffer): void
}

type Folder = Map<number, Buffer>

/** @param beforeMove asked before a mail is moved, while nothing has changed yet */
export async function checkedMailbox(password: string, beforeMove: () => Promise<void>): Promise<CheckedMailbox> {
  const folders = new Map<string, Folder>()
  const made: string[] = []
  const waiting = new Map<Socket, string>()
  const sockets = new Set<Socket>()
  let count = 0

  async function answer(socket: Socket, state: { folder: string }, line: string): Promise<void> {
    const [, tag = '*', said = ''] = /^(\S+) (.*)$/.exec(line) ?? []
    const say = (...lines: string[]) => void socket.write(lines.map((one) => `${one}\r\n`).join(''))
    const done = (words = 'OK') => say(`${tag} ${words} done`)
    const word = said.toUpperCase()
    const names = [...said.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)].map(([all, quoted]) => quoted ?? all)
    const open = folders.get(state.folder) ?? new Map<number, Buffer>()
    const uids = (set: string) => set.split(',').flatMap((part) => (open.has(Number(part)) ? [Number(part)] : []))
    if (word.startsWith('LOGIN')) return done(names[2] === password ? 'OK' : 'NO [AUTHENTICATIONFAILED]')
    if (word.startsWith('LIST')) return say('* LIST (\\Noselect) "/" ""', `${tag} OK done`)
    if (word.startsWith('CREATE')) {
      const name = names[1] ?? ''
      if (folders.has(name)) return done('NO [ALREADYEXISTS]')
      folders.set(name, new Map())
      made.push(name)
      return done()
    }
    if (word.startsWith('SELECT')) {
      state.folder = names[1] ?? ''
      const found = folders.get(state.folder)
      if (!found) return done('NO')
      return say(
        `* ${found.size} EXISTS`,
        '* FLAGS (\\Seen \\Flagged \\Deleted)',
        '* OK [PERMANENTFLAGS (\\Seen \\Flagged \\Deleted \\*)] kept',
        '* OK [UIDVALIDITY 1] valid',
        `* OK [UIDNEXT ${count + 1}] next`,
        `${tag} OK [READ-WRITE] done`,
      )
    }
    if (word.startsWith('UID SEARCH')) return say(`* SEARCH ${[...open.keys()].join(' ')}`, `${tag} OK done`)
    if (word.startsWith('UID FETCH')) {
      const numbers = [...open.keys()]
      for (const uid of uids(names[2] ?? '')) {
        const mail = open.get(uid) ?? Buffer.alloc(0)
        const whole = word.includes('BODY')
        socket.write(`* ${numbers.indexOf(uid) + 1} FETCH (UID ${uid} RFC822.SIZE ${mail.length}`)
        if (whole) socket.write(Buffer.concat([Buffer.from(` BODY[] {${mail.length}}\r\n`), mail]))
        socket.write(')\r\n')
      }
      return done()
    }
    if (word.startsWith('UID MOVE')) {
      await beforeMove()
      const target = folders.get(names[3] ?? '')
      if (!target) return done('NO [TRYCREATE]')
      for (const uid of uids(names[2] ?? '')) {
        target.set(++count, open.get(uid) ?? Buffer.alloc(0))
        say(`* ${[...open.keys()].indexOf(uid) + 1} EXPUNGE`)
        open.delete(uid)
      }
      return done()
    }
    if (word === 'IDLE') {
      waiting.set(socket, tag)
      return say('+ waiting')
    }
    if (line.toUpperCase() === 'DONE') {
      say(`${waiting.get(socket) ?? '*'} OK done`)
      return void waiting.delete(socket)
    }
    if (word === 'CAPABILITY') return say('* CAPABILITY IMAP4rev1 IDLE MOVE', `${tag} OK done`)
    done()
  }

  const server = createServer((socket) => {
    const state = { folder: '' }
    let rest = ''
    let turn = Promise.resolve()
    sockets.add(socket)
    socket.on('error', () => undefined) // the client is gone, which it may be
    socket.on('close', () => void sockets.delete(socket))
    socket.on('data', (piece: Buffer) => {
      const lines = (rest + piece.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) turn = turn.then(() => answer(socket, state, line)).catch(() => void socket.destroy())
    })
    socket.write('* OK [CAPABILITY IMAP4rev1 IDLE MOVE] ready\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    made,
    lying: (folder) => [...(folders.get(folder)?.keys() ?? [])],
    deliver(folder, mail) {
      const into = folders.get(folder) ?? new Map<number, Buffer>()
      folders.set(folder, into.set(++count, mail))
      for (const socket of waiting.keys()) socket.write(`* ${into.size} EXISTS\r\n`)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
