import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import { LONGEST_PASSWORD } from './rules/password.ts'

/** OWASP's second choice for argon2id (19 MiB, 2 passes): about 50 ms on an idle core. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG = 32
const SALT = 16
/** Each takes memory and a thread: who comes while this many are at work is asked to come again. */
const MOST_AT_ONCE = 12

type Cost = { memory: number; passes: number; parallelism: number }
let working = 0

async function derive(password: string, nonce: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> {
  if (working >= MOST_AT_ONCE) throw refuse('accounts.busy', 'unavailable', { seconds: 2 })
  working++
  const message = password.normalize('NFKC') // the same password on another keyboard
  try {
    return await new Promise((resolve, reject) => {
      argon2('argon2id', { message, nonce, parallelism, tagLength: TAG, memory, passes }, (error, tag) =>
        error ? reject(error) : resolve(tag),
      )
    })
  } finally {
    working--
  }
}

const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** The password's hash with its parameters, in the PHC string form. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT)
  const tag = await derive(password, salt, cost)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${b64(salt)}$${b64(tag)}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const NOBODY = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${b64(Buffer.alloc(SALT))}$${b64(Buffer.alloc(TAG))}`

/** Whether the password is the one of the hash. Without a hash it takes the same time and is never right. */
export async function passwordFits(password: string, stored: string | null | undefined): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(stored ?? NOBODY) ?? []
  if (!memory) throw new Error('a stored password hash is not in the form this program writes')
  const wanted = Buffer.from(tag, 'base64')
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const made = await derive(password.slice(0, LONGEST_PASSWORD), Buffer.from(salt, 'base64'), parameters)
  return timingSafeEqual(made, wanted) && Boolean(stored)
}
