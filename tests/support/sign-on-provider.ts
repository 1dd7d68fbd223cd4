// A real OpenID provider in a process of its own; it lets in whoever names themselves, as `name@example.org`.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const CLIENT = { id: 'belegt', secret: 'ein-geheimnis-nur-fuer-diesen-test-0123456789' }

export type SignOnServer = AsyncDisposable & {
  readonly issuer: string
  /**
   * Goes to the provider's address as a browser would, names itself and agrees.
   * @returns the address that the provider leads back to
   */
  visit(address: string, name: string): Promise<string>
}

/** @param back the addresses that the provider may lead back to */
export async function signOnServer(...back: string[]): Promise<SignOnServer> {
  const script = join(import.meta.dirname, 'sign-on-server.mjs')
  const child = spawn(process.execPath, [script, JSON.stringify({ client: CLIENT, back })], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const issuer = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
    child.once('exit', () => reject(new Error('the provider did not start')))
  })
  return {
    issuer,
    async visit(address, name) {
      const jar = new Map<string, string>()
      let next: { url: string; form?: Record<string, string> } = { url: address }
      for (let step = 0; step < 12; step++) {
        if (!next.url.startsWith(issuer)) return next.url
        const answer: Response = await fetch(next.url, {
          redirect: 'manual',
          headers: { cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') },
          ...(next.form ? { method: 'POST', body: new URLSearchParams(next.form) } : {}),
        })
        for (const cookie of answer.headers.getSetCookie()) {
          const [key = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
          jar.set(key, value)
        }
        const html = await answer.text()
        const onwards = answer.headers.get('location')
        const action = /action="([^"]+)"/.exec(html)?.[1]
        if (onwards) next = { url: new URL(onwards, next.url).href }
        else if (action && html.includes('name="login"'))
          next = { url: action, form: { prompt: 'login', login: name, password: 'x' } }
        else if (action) next = { url: action, form: { prompt: 'consent' } }
        else throw new Error(`the provider shows ${answer.status}: ${html.slice(0, 300)}`)
      }
      throw new Error('the provider leads in circles')
    },
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await gone
    },
  }
}
