import { inspect } from 'node:util'
import { isAbsolute } from 'node:path'
import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { ConfigError, readConfig, secret, setting, type Secret } from '#platform/config/config.ts'
import { describeConfig } from '#platform/config/describe.ts'

const declarations = {
  http: {
    port: setting('BELEGT_PORT', { type: 'integer', min: 1, max: 65_535, default: 3000, doc: 'Port of the site.' }),
    address: setting('BELEGT_ADDRESS', {
      type: 'url',
      protocols: ['http', 'https'],
      doc: 'Public address | of the site.',
    }),
    hops: setting('BELEGT_TRUSTED_HOPS', { type: 'list', default: [], doc: 'Addresses of own proxies.' }),
    mode: setting('BELEGT_MODE', {
      type: 'choice',
      choices: ['real', 'demo'],
      default: 'real',
      doc: 'What it is for.',
    }),
  },
  mail: {
    password: setting('BELEGT_SMTP_PASSWORD', {
      type: 'secret',
      minLength: 8,
      default: null,
      doc: 'For the mail server.',
    }),
    tls: setting('BELEGT_SMTP_TLS', { type: 'boolean', default: true, doc: 'Encrypt mail transport.' }),
    sender: setting('BELEGT_SENDER', { type: 'string', pattern: /@/, default: 'a@b.example', doc: 'Sender.' }),
    spool: setting('BELEGT_SPOOL', { type: 'path', default: 'spool', doc: 'Where mails wait.' }),
  },
}

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(declarations, env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('values are read with their types, defaults where nothing is set', () => {
  const config = readConfig(declarations, {
    BELEGT_ADDRESS: 'https://termine.example.org',
    BELEGT_TRUSTED_HOPS: '10.0.0.0/8, ::1',
    BELEGT_SMTP_TLS: 'nein',
    BELEGT_PORT: '',
    PATH: '/usr/bin',
  })
  expect(config.http.port).toBe(3000)
  expect(config.http.address.host).toBe('termine.example.org')
  expect(config.http.hops).toEqual(['10.0.0.0/8', '::1'])
  expect([config.http.mode, config.mail.tls, config.mail.password]).toEqual(['real', false, null])
  expect(isAbsolute(config.mail.spool)).toBe(true)
})

test('the types follow the declaration', () => {
  const config = readConfig(declarations, { BELEGT_ADDRESS: 'https://a.example' })
  expectTypeOf(config.http.port).toEqualTypeOf<number>()
  expectTypeOf(config.http.mode).toEqualTypeOf<'real' | 'demo'>()
  expectTypeOf(config.http.address).toEqualTypeOf<URL>()
  expectTypeOf(config.mail.password).toEqualTypeOf<Secret | null>()
  expectTypeOf(config.mail.tls).toEqualTypeOf<boolean>()
  // @ts-expect-error no such setting
  expect(config.http.missing).toBeUndefined()
  // @ts-expect-error bounds are not optional
  setting('BELEGT_X', { type: 'integer', default: 1, doc: '' })
  // @ts-expect-error a default of another type
  setting('BELEGT_X', { type: 'boolean', default: 'yes', doc: '' })
  // @ts-expect-error a secret has no default value
  setting('BELEGT_X', { type: 'secret', default: 'geheim', doc: '' })
})

test('one error lists every problem', () => {
  const problems = problemsOf({
    BELEGT_PORT: '70000',
    BELEGT_MODE: 'test',
    BELEGT_SMTP_TLS: 'maybe',
    BELEGT_SENDER: 'nobody',
    BELEGT_SMTP_PASSWORD: 'kurz',
    BELEGT_PROT: '80',
    BELEGT_WHATEVER_THIS_IS: '1',
  })
  expect(problems).toEqual([
    'BELEGT_PROT is set, but there is no such setting. Did you mean BELEGT_PORT?',
    'BELEGT_WHATEVER_THIS_IS is set, but there is no such setting.',
    'BELEGT_PORT is "70000", but must be a whole number from 1 to 65535.',
    'BELEGT_ADDRESS is not set. Public address | of the site.',
    'BELEGT_MODE is "test", but must be one of: real, demo.',
    'BELEGT_SMTP_PASSWORD is too short: it needs at least 8 characters.',
    'BELEGT_SMTP_TLS is "maybe", but must be "yes" or "no".',
    'BELEGT_SENDER is "nobody", which does not have the expected form. Sender.',
  ])
  expect(() => readConfig(declarations, {})).toThrow(/a problem\. Nothing was started\.\n- BELEGT_ADDRESS/)
})

test('neither a secret nor an address with a password is ever printed', () => {
  expect(problemsOf({ BELEGT_ADDRESS: 'ftp://me:geheim@host', BELEGT_SMTP_PASSWORD: 'pssst' }).join()).not.toMatch(
    /geheim|pssst/,
  )
  const value = readConfig(declarations, { BELEGT_ADDRESS: 'https://a.example', BELEGT_SMTP_PASSWORD: 'sehr-geheim' })
  expect(`${inspect(value, { depth: 9 })} ${JSON.stringify(value)} ${String(value.mail.password)}`).not.toContain(
    'geheim',
  )
  expect(value.mail.password?.reveal()).toBe('sehr-geheim')
  expect(String(secret('x'))).toBe('[secret]')
})

test('a name declared twice is named', () => {
  const one = setting('BELEGT_A', { type: 'boolean', default: true, doc: '' })
  expect(() => readConfig({ first: { one }, second: { two: one } }, {})).toThrow(/BELEGT_A is declared by two modules/)
})

test('whole numbers are those within the bounds, nothing else', () => {
  const port = { m: { n: setting('BELEGT_N', { type: 'integer', min: -5, max: 500, doc: 'A number.' }) } }
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: -1000, max: 1000 }).map(String), fc.string()), (raw) => {
      const valid = /^-?\d+$/.test(raw.trim()) && Number(raw) >= -5 && Number(raw) <= 500
      const read = () => readConfig(port, { BELEGT_N: raw }).m.n
      if (valid) expect(read()).toBe(Number(raw))
      else expect(read).toThrow(ConfigError)
    }),
  )
})

test('the description is a table per module', () => {
  const text = describeConfig(declarations)
  expect(text).toContain('## http\n\n| setting | value | unset | what for |')
  expect(text).toContain('| `BELEGT_PORT` | whole number, 1 to 65535 | `3000` | Port of the site. |')
  expect(text).toContain(
    '| `BELEGT_ADDRESS` | address (`http://`, `https://`) | **must be set** | Public address \\| of the site. |',
  )
  expect(text).toContain(
    '| `BELEGT_SMTP_PASSWORD` | secret, never shown, at least 8 characters | stays unset | For the mail server. |',
  )
  expect(text).toContain('| `BELEGT_SMTP_TLS` | yes or no | `yes` | Encrypt mail transport. |')
})
