// A real IMAP server (Dovecot) on loopback for the tests: unprivileged, with a configuration and mailboxes of its own.
import { spawn } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { serverUser } from '../../src/platform/data/server-user.ts'
import { freePort } from '../../tools/free-port.ts'

export type ImapServer = AsyncDisposable & {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Puts mails into the inbox, in order. */
  deliver(...mails: (string | Buffer)[]): Promise<void>
  /** What lies in the inbox now, the oldest first. */
  mails(): Promise<{ uid: number; flags: string[]; source: string }[]>
  /** The inbox is thrown away and made anew, with another UIDVALIDITY: as after a restore of the mail server. */
  renew(): Promise<void>
  /** Looks in as a mail program would. */
  within<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>
  stop(): Promise<void>
  start(): Promise<void>
}

// from here, and from a bench that was built into one file
const unpacked = ['../..', '..']
  .map((up) => join(import.meta.dirname, up, 'node_modules/.dovecot/root'))
  .find((place) => existsSync(place))
const USER = 'ruecklauf'
const PASSWORD = 'geheim'
const PATIENCE_MS = 30_000

/** The provider's address at which a mail server asks whose token it was given (RFC 7662). */
export type TokenCheck = { readonly introspection: string }

function configuration(folder: string, root: string, port: number, name: string, tokens: boolean): string {
  const own = (program: string) => `service ${program} {\n  chroot =\n}\n`
  return `protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/base
state_dir = ${folder}/base
log_path = ${folder}/log
${root === '' ? '' : `libexec_dir = ${root}/usr/lib/dovecot\nmail_plugin_dir = ${root}/usr/lib/dovecot/modules\nimport_environment = LD_LIBRARY_PATH\n`}default_internal_user = ${name}
default_login_user = ${name}
default_internal_group = ${groupOf()}
first_valid_uid = 1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${own('anvil')}${own('stats')}${tokens ? `auth_mechanisms = plain xoauth2 oauthbearer\npassdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${folder}/oauth.conf\n}\n` : ''}passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${user().uid} gid=${user().gid} home=${folder}/mail
}
`
}

const user = () => serverUser('/nonexistent')
const groupOf = () =>
  readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , gid]) => Number(gid) === user().gid)?.[0] ?? 'nogroup'

/** Starts Dovecot on a free port. Throws when this machine has none: `sh tools/dovecot.sh` brings it. */
export async function startImap(tokens?: TokenCheck): Promise<ImapServer> {
  const root = unpacked && existsSync(`${unpacked}/usr/sbin/dovecot`) ? unpacked : ''
  if (root === '' && !existsSync('/usr/sbin/dovecot'))
    throw new Error('There is no Dovecot on this machine: run sh tools/dovecot.sh, or install it.')
  const folder = mkdtempSync(join(tmpdir(), 'belegt-imap-'))
  const { uid, gid, name, switched } = user()
  const modules = `${root}/usr/lib/dovecot/modules`
  for (const part of ['base', 'base/login', 'mail', 'mail/Maildir']) mkdirSync(join(folder, part), { recursive: true })
  for (const part of ['base', 'base/login']) if (root !== '') symlinkSync(modules, join(folder, part, 'modules'))
  if (switched) {
    for (const part of ['', 'base', 'base/login', 'mail', 'mail/Maildir']) chownSync(join(folder, part), uid, gid)
  }
  const port = await freePort()
  const config = join(folder, 'dovecot.conf')
  writeFileSync(config, configuration(folder, root, port, name, tokens !== undefined))
  if (tokens) {
    const oauth = `introspection_url = ${tokens.introspection}\nintrospection_mode = post\nactive_attribute = active\nactive_value = true\nusername_attribute = username\n`
    writeFileSync(join(folder, 'oauth.conf'), oauth)
    if (switched) chownSync(join(folder, 'oauth.conf'), uid, gid)
  }
  const env = {
    LD_LIBRARY_PATH: ['', '/modules/old-stats', '/../x86_64-linux-gnu', '/../aarch64-linux-gnu']
      .map((part) => `${root}/usr/lib/dovecot${part}`)
      .join(':'),
  }
  let running: ReturnType<typeof spawn> | undefined

  async function start(): Promise<void> {
    const dovecot = [`${root}/usr/sbin/dovecot`, '-F', '-c', config]
    // its own reader of the configuration is looked for where the package would be installed: here it is told
    const [program = '', ...given] =
      root === ''
        ? dovecot
        : [`${root}/usr/bin/doveconf`, '-c', config, '-f', 'service=master', '-m', 'master', '-e', ...dovecot]
    running = spawn(program, given, {
      ...(switched ? { uid, gid } : {}),
      cwd: folder,
      env: root === '' ? {} : env,
      stdio: 'ignore',
    })
    for (let tries = 0; tries < PATIENCE_MS / 25; tries++) {
      if (
        await connect().then(
          (client) => client.logout().then(() => true),
          () => false,
        )
      )
        return
      await wait(25)
    }
    const log = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : 'no log'
    throw new Error(`Dovecot did not start within ${PATIENCE_MS / 1_000} seconds:\n${log}`)
  }

  async function stop(): Promise<void> {
    const child = running
    running = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await ended
  }

  async function connect(): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: USER, pass: PASSWORD },
      logger: false,
    })
    client.on('error', () => undefined) // told by the call that fails
    await client.connect()
    return client
  }

  async function within<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = await connect()
    try {
      return await work(client)
    } finally {
      await client.logout()
    }
  }

  await start()
  return {
    port,
    user: USER,
    password: PASSWORD,
    start,
    stop,
    within,
    deliver: (...mails) =>
      within(async (client) => {
        for (const mail of mails) await client.append('INBOX', mail)
      }),
    mails: () =>
      within(async (client) => {
        const { exists } = await client.mailboxOpen('INBOX')
        const found: { uid: number; flags: string[]; source: string }[] = []
        if (exists === 0) return found
        for await (const one of client.fetch('1:*', { uid: true, flags: true, source: true }))
          found.push({ uid: one.uid, flags: [...(one.flags ?? [])], source: String(one.source) })
        return found
      }),
    async renew() {
      await stop()
      rmSync(join(folder, 'mail/Maildir'), { recursive: true })
      mkdirSync(join(folder, 'mail/Maildir'))
      if (switched) chownSync(join(folder, 'mail/Maildir'), uid, gid)
      await wait(1_100) // UIDVALIDITY is a time in seconds
      await start()
    },
    async [Symbol.asyncDispose]() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
