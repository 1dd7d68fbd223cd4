import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { DataTable, ErrorSummary, fieldId, Link, Name, safeUrl, SelectField, TextArea, TextField } from './index.ts'

const attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

describe('what people typed stays text', () => {
  test.each([
    ['name', <Name>{attack}</Name>],
    ['link text', <Link url="/a">{attack}</Link>],
    ['link address', <Link url={attack}>a</Link>],
    ['field value', <TextField language="de" name="a" label={attack} value={attack} hint={attack} error={attack} />],
    ['text area', <TextArea language="de" name="a" label="a" value={`</textarea>${attack}`} />],
    [
      'select',
      <SelectField language="de" name="a" label="a" value={attack} options={[{ value: attack, label: attack }]} />,
    ],
    ['summary', <ErrorSummary language="de" errors={[{ field: attack, message: attack }]} />],
    ['table', <DataTable caption={attack} columns={[{ label: attack, cell: () => attack }]} rows={[1]} />],
  ])('%s', (_where, html) => {
    const text = String(html)
    expect(text).toContain('alert(1)')
    expect(text).not.toMatch(/<script|<img|<\/textarea>[^<]*"&gt;|\sonerror=[^&]*"/i)
  })

  test('a field id is a plain word whatever the name', () => {
    fc.assert(fc.property(fc.string(), (name) => /^field-[A-Za-z0-9_-]*$/.test(fieldId(name))))
  })
})

describe('safeUrl', () => {
  test.each(['/a?b=c#d', '?page=2', '#main', './x', 'https://example.org/', 'mailto:a@b.de', 'tel:+49301234'])(
    'lets %s through unchanged',
    (url) => expect(safeUrl(url)).toBe(url),
  )

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a/b',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'http:/evil.example',
  ])('refuses %j', (url) => expect(safeUrl(url)).toBeUndefined())

  test('whatever it lets through stays on this site or names an allowed scheme', () => {
    const scheme = fc.constantFrom(
      'javascript:',
      'data:',
      'vbscript:',
      'https://',
      'mailto:',
      '//',
      '/\\',
      '/',
      '',
      '?',
    )
    const bits = fc.array(fc.constantFrom('java', 'script', ':', '\t', '\n', ' ', '/', '\\', 'a', '@', '.', '\u0000'))
    const urls = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.tuple(scheme, fc.string()).map((parts) => parts.join('')),
      bits.map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(urls, (url) => {
        const safe = safeUrl(url)
        if (safe === undefined) return
        const seen = new URL(safe, 'https://here.example/a/b')
        const stays = seen.origin === 'https://here.example'
        const named = /^(https?:\/\/|mailto:|tel:)/i.test(safe)
        expect(stays || named).toBe(true)
        expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(seen.protocol)
      }),
      { numRuns: 2000 },
    )
  })
})
