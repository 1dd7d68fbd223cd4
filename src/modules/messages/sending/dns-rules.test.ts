import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dkimFinding, dmarcFinding, isDomain, type ReadTexts, spfFinding } from './dns-rules.ts'

const reading =
  (texts: Record<string, readonly string[] | undefined>): ReadTexts =>
  async (name) =>
    name in texts ? texts[name] : []
const domain = 'stadt.example'
const ours = 'include:spf.haus.example'
const spf = async (records: readonly string[] | undefined, more: Record<string, readonly string[]> = {}) => {
  const { state, why, wanted } = await spfFinding(domain, ours, reading({ [domain]: records, ...more }))
  return [state, why, wanted]
}

describe('SPF (RFC 7208)', () => {
  test.each([
    [['v=spf1 include:spf.haus.example -all'], 'good', 'spf-good', 'v=spf1 include:spf.haus.example -all'],
    [['V=SPF1 +include:SPF.haus.example ~ALL', 'google-site=1'], 'good', 'spf-good', undefined],
    [[], 'missing', 'spf-missing', `v=spf1 ${ours} ~all`],
    [['v=spf10 x'], 'missing', 'spf-missing', undefined],
    [['v=spf1 -all', 'v=spf1 mx -all'], 'several', 'spf-several', ''],
    [['v=spf1 mx -all'], 'wrong', 'spf-without-us', `v=spf1 mx ${ours} -all`],
    [['v=spf1'], 'wrong', 'spf-without-us', `v=spf1 ${ours} ~all`],
    [['v=spf1 mx ?all'], 'wrong', 'spf-without-us', `v=spf1 mx ${ours} ~all`],
    [['v=spf1 mx redirect=andere.example'], 'wrong', 'spf-without-us', `v=spf1 mx ${ours} redirect=andere.example`],
    [[`v=spf1 ${ours} all`], 'wrong', 'spf-everybody', ''],
    [[`v=spf1 ${ours} +all`], 'wrong', 'spf-everybody', ''],
    [[`v=spf1 ${ours}`], 'weak', 'spf-open', `v=spf1 ${ours} ~all`],
    [[`v=spf1 ${ours} ?all`], 'weak', 'spf-open', `v=spf1 ${ours} ~all`],
    [undefined, 'unreachable', 'unreachable', undefined],
  ] as const)('%j is %s', async (records, state, why, wanted) => {
    const found = await spf(records)
    expect(found).toEqual([state, why, wanted ?? found[2]])
  })

  test('our server may stand in a record that is included; a circle of them ends', async () => {
    const nested = { 'a.example': ['v=spf1 include:b.example -all'], 'b.example': [`v=spf1 ${ours} -all`] }
    expect((await spf(['v=spf1 include:a.example -all'], nested))[0]).toBe('good')
    const circle = { 'a.example': ['v=spf1 include:a.example -all'] }
    expect((await spf([`v=spf1 ${ours} include:a.example -all`], circle))[1]).toBe('spf-too-many')
  })

  test('more than ten lookups are too many', async () => {
    const names = Array.from({ length: 11 }, (_, n) => `a:h${n}.example`).join(' ')
    expect((await spf([`v=spf1 ${names} ${ours} -all`]))[1]).toBe('spf-too-many')
    expect((await spf([`v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ${ours} -all`]))[0]).toBe('good')
  })

  test('what is wanted is itself in order, whatever stood there', async () => {
    const part = fc.constantFrom('mx', 'a', 'ip4:192.0.2.7', '?all', '~all', '-all', 'include:x.example')
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        const first = await spf([['v=spf1', ...parts].join(' ')])
        if (first[2] === '' || first[0] === 'good') return
        expect((await spf([first[2] ?? '']))[0]).toBe('good')
      }),
    )
  })
})

describe('DKIM (RFC 6376)', () => {
  const key = { id: '1', selector: 's', algorithm: 'rsa', publicKey: 'AAAA' } as const
  const name = `s._domainkey.${domain}`
  test.each([
    [['v=DKIM1; k=rsa; p=AAAA'], 'good'],
    [['p=AA AA'], 'good'],
    [['v=DKIM1; t=s:y; p=AAAA'], 'weak'],
    [['v=DKIM1; p=BBBB'], 'wrong'],
    [['v=DKIM1; k=ed25519; p=AAAA'], 'wrong'],
    [['v=DKIM1; p='], 'wrong'],
    [['v=DKIM1; p=AAAA', 'v=DKIM1; p=BBBB'], 'several'],
    [['irgendetwas'], 'missing'],
    [undefined, 'unreachable'],
  ] as const)('%j is %s', async (texts, state) => {
    expect((await dkimFinding(domain, key, reading({ [name]: texts }))).state).toBe(state)
  })
})

describe('DMARC (RFC 7489)', () => {
  const ask = async (texts: Record<string, readonly string[] | undefined>, of: string = domain) =>
    (await dmarcFinding(of, reading(texts))).why
  test('its own record, that of the parent domain for what lies below, or none', async () => {
    expect(await ask({ '_dmarc.stadt.example': ['v=DMARC1; p=reject'] })).toBe('dmarc-good')
    expect(await ask({ '_dmarc.stadt.example': ['v=DMARC1; p=none'] })).toBe('dmarc-none')
    expect(await ask({ '_dmarc.stadt.example': ['v=DMARC1;p=quarantine;sp=none'] }, 'amt.stadt.example')).toBe(
      'dmarc-none',
    )
    expect(await ask({ '_dmarc.stadt.example': ['v=DMARC1;p=none;sp=reject'] }, 'amt.stadt.example')).toBe('dmarc-good')
    expect(await ask({ '_dmarc.stadt.example': ['v=DMARC1; p=maybe'] })).toBe('dmarc-unreadable')
    expect(await ask({ '_dmarc.stadt.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] })).toBe('dmarc-several')
    expect(await ask({ '_dmarc.example': ['v=DMARC1; p=reject'] })).toBe('dmarc-missing')
    expect(await ask({ '_dmarc.stadt.example': undefined })).toBe('unreachable')
  })
})

test('a domain that can stand behind the @', () => {
  for (const good of ['stadt.de', 'xn--kln-sna.de', 'a.b-c.example'])
    expect([good, isDomain(good)]).toEqual([good, true])
  for (const bad of ['de', 'köln.de', '-a.de', 'a..de', 'a.1', 'a b.de', 'A.de', `${'a'.repeat(64)}.de`])
    expect([bad, isDomain(bad)]).toEqual([bad, false])
})
