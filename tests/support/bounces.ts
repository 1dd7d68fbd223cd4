// Mails that came back, as servers and people write them; the first line of each says what it is to be taken for.
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// the benches are built into one file elsewhere, and run from the project's folder
const beside = join(import.meta.dirname, '../bounces')
const folder = existsSync(beside) ? beside : join(process.cwd(), 'tests/bounces')

export type Returned = {
  readonly name: string
  /** One entry per part that says something: `bounced hard no-such-address 5.1.1`. */
  readonly expected: readonly string[]
  /** The mail as it comes over the wire. */
  mail(about: { readonly returnPath: string; readonly to: string; readonly message: string }): Buffer
}

/** All of them, by name. */
export const returnedMails = (): Returned[] =>
  readdirSync(folder)
    .sort()
    .map((file) => {
      const [first = '', ...rest] = readFileSync(join(folder, file), 'utf8').split('\n')
      const body = rest.join('\r\n')
      return {
        name: file.replace('.eml', ''),
        expected: first.replace('X-Expected: ', '').split(' + '),
        mail: ({ returnPath, to, message }) =>
          Buffer.from(body.replaceAll('{return}', returnPath).replaceAll('{to}', to).replaceAll('{id}', message)),
      }
    })

/** What stands in for a real message's facts where only the reading is looked at. */
export const someMessage = () => ({
  returnPath: `ruecklauf+${randomBytes(15).toString('hex')}@belegt.example`,
  to: 'max.muster@empfang.example',
  message: randomUUID(),
})
