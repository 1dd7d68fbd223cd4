import { randomBytes } from 'node:crypto'
import { imapClient } from '#platform/mail/imap.ts'
import { broken, type Check, type Checks, kept, type Probe } from '#privacy'
import { db as mailDb } from '../mailboxes/data.ts'
import { openFolder, openMails, type ReadFolder, readMails } from '../mailboxes/read-folder.ts'
import { keepMailbox, removeMailbox, secretsOf } from '../mailboxes/set-up.ts'
import { newsOf } from '../mailboxes/watch.ts'
import { lease } from '../storing/lease.ts'
import { db } from '../storing/data.ts'
import { emptied, newArchive, sentence, within } from './desk.ts'
import { checkedMailbox } from './mail-server.ts'

const mailWith = (subject: string, content: string): Buffer =>
  Buffer.from(
    `From: Pruefung <pruefung@belegt.invalid>\r\nSubject: ${subject}\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\n` +
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n' +
      `--x\r\nContent-Type: text/plain\r\n\r\n${subject}\r\n` +
      '--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="Anhang.txt"\r\n' +
      `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}\r\n--x--\r\n`,
  )

const versionsIn = (probe: Probe, archive: string) =>
  within(probe, (at) =>
    db(at)
      .selectFrom('document_versions as v')
      .innerJoin('documents as d', 'd.id', 'v.document_id')
      .select(['v.id', 'v.media_type', 'v.verified_at'])
      .where('d.archive_id', '=', archive)
      .execute(),
  )

/** Whether the database holds a mailbox's password in any form that is not sealed. */
async function passwordProblem(probe: Probe, password: string): Promise<string | undefined> {
  const wish = { name: 'Prüfung', host: 'mail.invalid', port: 993, username: 'pruefung', active: false, password }
  const id = await within(probe, (at) => keepMailbox(at, wish))
  try {
    const row = await within(probe, (at) =>
      mailDb(at).selectFrom('document_mailboxes').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    )
    const raw = Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    const forms = [password, Buffer.from(password).toString('base64'), Buffer.from(password).toString('hex')]
    if (raw.some((value) => forms.some((form) => value.includes(form))))
      return 'the database holds the password of a mailbox readable'
    const back = await within(probe, (at) => secretsOf(at, id))
    return back.secret === password ? undefined : 'the password of a mailbox does not come back'
  } finally {
    await within(probe, (at) => removeMailbox(at, id))
  }
}

/**
 * amagno/imap: a mailbox on this machine, in which folders are made and a mail is heard of; at the moment in which it is
 * moved, it and its attachment must be stored and verified. Then the same mail once more, which must be known.
 */
const imap: Check = async (probe) => {
  const password = randomBytes(12).toString('hex')
  const problem = await passwordProblem(probe, password)
  if (problem) return broken(problem)
  const archive = await newArchive(probe)
  const atMove: number[] = []
  await using mailbox = await checkedMailbox(password, async () => {
    atMove.push((await versionsIn(probe, archive)).filter((version) => version.verified_at !== null).length)
  })
  const access = { host: '127.0.0.1', port: mailbox.port, username: 'pruefung', password, inside: true }
  const client = await imapClient(access, true)
  try {
    await client.connect()
    const folder: ReadFolder = { path: 'Belegt', archive_id: archive, keeps: 'both', afterwards: 'move' }
    await openFolder(client, folder, true)
    if (mailbox.made.length !== 3) return broken('the folders are not made in the mailbox')
    const content = sentence()
    const mail = mailWith('Pruefung', content)
    const failures: unknown[] = []
    const reading = {
      house: probe.scratch,
      organisation: probe.organisation,
      actor: { kind: 'system', job: 'verify' } as const,
      failed: (error: unknown) => void failures.push(error),
    }
    const heard = newsOf(client, AbortSignal.timeout(20_000))
    setTimeout(() => mailbox.deliver('Belegt', mail), 100)
    await heard
    const uids = await openMails(client, folder)
    if (uids.length !== 1) return broken('a mail that comes is not heard of')
    const first = await readMails(reading, client, folder, uids)
    if (failures.length > 0 || first.taken !== 1) return broken('a mail is not filed')
    if (atMove[0] !== 2) return broken('a mail is moved before it and its attachment are stored and verified')
    mailbox.deliver('Belegt', mail)
    const again = await readMails(reading, client, folder, await openMails(client, folder))
    const versions = await versionsIn(probe, archive)
    if (again.known !== 1 || versions.length !== 2) return broken('a mail that comes twice is filed twice')
    if (mailbox.lying('Belegt').length > 0) return broken('a mail that is filed stays in its folder')
    const attached = versions.find(({ media_type: type }) => type === 'text/plain')
    const back = await within(probe, (at) =>
      lease(at, { versionId: attached?.id ?? '', purpose: 'download' }, async (opened) =>
        Buffer.concat(await Array.fromAsync(opened.content)).toString(),
      ),
    )
    if (back !== content) return broken('an attachment does not come back as it was')
    return kept(
      '3 folders made, a mail heard of, it and its attachment verified before it was moved, a second copy known',
    )
  } finally {
    client.close()
    await emptied(probe, archive)
  }
}

export const mailboxChecks: Checks = { 'amagno/imap': imap }
