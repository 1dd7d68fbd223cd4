import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { createTurns } from '#platform/http/turns.ts'
import { LONGEST_PASSWORD } from './rules/password.ts'

/** argon2id with 40 MiB and 2 passes, above OWASP's minimum: 50 to 150 ms on the machines this runs on (bench `signin`). */
const cost = { memory: 40_960, passes: 2, parallelism: 1 }
const TAG = 32
const SALT = 16
/** One core stays free for the pages; Node's pool has four threads, and files need one as well. */
const AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1))

type Cost = { memory: number; passes: number; parallelism: number }
const inTurn = createTurns({ atOnce: AT_ONCE })

const derive = (password: string, nonce: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> =>
  inTurn(
    () =>
      new Promise((resolve, reject) => {
        const message = password.normalize('NFKC') // the same password on another keyboard
        argon2('argon2id', { message, nonce, parallelism, tagLength: TAG, memory, passes }, (error, tag) =>
          error ? reject(error) : resolve(tag),
        )
      }),
  )

const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
const phc = (salt: Buffer, tag: Buffer) =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${b64(salt)}$${b64(tag)}`

/** The password's hash with its parameters, in the PHC string form. @throws Refusal platform.crowded */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT)
  return phc(salt, await derive(password, salt, cost))
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
const NOBODY = phc(Buffer.alloc(SALT), Buffer.alloc(TAG))

/** `outdated`: it is right, and its hash was made with other parameters than today's; store `hashPassword` of it. */
export type Checked = { readonly fits: boolean; readonly outdated: boolean }

/**
 * Whether the password is the one of the hash, and whether that should be made anew. Without a hash it takes the same time
 * and is never right. @throws Refusal platform.crowded
 */
export async function checkPassword(password: string, stored: string | null | undefined): Promise<Checked> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(stored ?? NOBODY) ?? []
  if (!memory) throw new Error('a stored password hash is not in the form this program writes')
  const wanted = Buffer.from(tag, 'base64')
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const made = await derive(password.slice(0, LONGEST_PASSWORD), Buffer.from(salt, 'base64'), parameters)
  const fits = made.length === wanted.length && timingSafeEqual(made, wanted) && Boolean(stored)
  const asToday = (Object.keys(cost) as (keyof Cost)[]).every((name) => parameters[name] === cost[name])
  return { fits, outdated: fits && !asToday }
}
