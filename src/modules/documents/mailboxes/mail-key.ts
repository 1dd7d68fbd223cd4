import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { db } from './data.ts'

// The private PGP key of a mailbox, by which mails that were encrypted for it are opened on the way in.

/** Of the message that is opened, packed as it may be. */
const MOST_OPENED = 150 * 1024 * 1024

/** What is wrong with a key that was entered. */
export type KeyProblem = 'no-key' | 'public-key' | 'passphrase'

/** A private key without its passphrase, as it is kept sealed. @returns the problem where it is none */
export async function unlockedKey(armoured: string, passphrase: string): Promise<{ key: string } | KeyProblem> {
  const { decryptKey, readKey, readPrivateKey } = await import('openpgp')
  const found = await readPrivateKey({ armoredKey: armoured }).catch(() => undefined)
  if (!found) return (await readKey({ armoredKey: armoured }).catch(() => undefined)) ? 'public-key' : 'no-key'
  if (found.isDecrypted()) return { key: found.armor() }
  const opened = await decryptKey({ privateKey: found, passphrase }).catch(() => undefined)
  return opened ? { key: opened.armor() } : 'passphrase'
}

const keyOf = (at: Scope<string>) => at.keys.organisationFor('document mailboxes')
const context = (at: Scope<string>, id: string) => `mail key of ${id} of ${at.organisation.id}`

/** Keeps the key of a mailbox, or takes it out. */
export async function keepMailKey(at: Scope<string>, mailbox: string, key: string | undefined): Promise<void> {
  const sealed = key === undefined ? null : encrypt(await keyOf(at), Buffer.from(key), context(at, mailbox))
  await db(at).updateTable('document_mailboxes').set({ mail_key: sealed }).where('id', '=', mailbox).execute()
}

async function mailKeyOf(at: Scope<string>, mailbox: string): Promise<string | undefined> {
  const row = await db(at)
    .selectFrom('document_mailboxes')
    .select('mail_key')
    .where('id', '=', mailbox)
    .executeTakeFirst()
  if (!row) throw refuse('documents.no-such-mailbox', 'not-found')
  return row.mail_key ? decrypt(await keyOf(at), row.mail_key, context(at, mailbox)).toString() : undefined
}

/** The number by which people tell one key from another; undefined where a mailbox has none. */
export async function fingerprintOf(at: Scope<string>, mailbox: string): Promise<string | undefined> {
  const key = await mailKeyOf(at, mailbox)
  if (key === undefined) return undefined
  const { readPrivateKey } = await import('openpgp')
  const hex = (await readPrivateKey({ armoredKey: key })).getFingerprint().toUpperCase()
  return hex.match(/.{1,4}/g)?.join(' ')
}

/**
 * What lay in a message of PGP, as a mail.
 * @param content with the lines around it, or bare bytes
 * @returns undefined where the mailbox has no key, or another one than the message is for
 */
export async function openedWith(at: Scope<string>, mailbox: string, content: Uint8Array): Promise<Buffer | undefined> {
  const armoured = await mailKeyOf(at, mailbox)
  if (armoured === undefined) return undefined
  const { decrypt: open, readMessage, readPrivateKey } = await import('openpgp')
  const text = Buffer.from(content).toString('latin1').trim()
  try {
    const message = text.startsWith('-----BEGIN PGP')
      ? await readMessage({ armoredMessage: text })
      : await readMessage({ binaryMessage: Uint8Array.from(content) })
    const { data } = await open({
      message,
      decryptionKeys: await readPrivateKey({ armoredKey: armoured }),
      format: 'binary',
      config: { maxDecompressedMessageSize: MOST_OPENED },
    })
    return Buffer.from(data as Uint8Array)
  } catch {
    return undefined // for somebody else's key, or broken: the mail itself is kept and says that it is encrypted
  }
}
