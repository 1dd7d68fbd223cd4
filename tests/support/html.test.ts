import { describe, expect, test } from 'vitest'
import { readPage } from './html.ts'

const page = readPage(
  `<!doctype html><title>Termin &amp; Ort</title><body><a href="../hilfe">Hilfe  holen</a><script>text</script>
   <form method="post" action="buchen">
     <input type="hidden" name="hold" value="h&amp;1"><input name="name" value="Ada"><input name="off" disabled>
     <textarea name="note">Zeile &lt;1&gt;</textarea>
     <input type="checkbox" name="agree" value="yes"><input type="radio" name="day" value="mo" checked>
     <input type="radio" name="day" value="tu">
     <select name="place"><option value="1">Rathaus</option><option>Halle</option></select>
     <button>Buchen</button><button name="act" value="stop" formaction="/stop">Abbrechen</button>
   </form><form action="/suche?alt=1"><input name="q"><button type="submit">Suchen</button></form></body>`,
  'http://127.0.0.1:1/termin/1',
)

describe('a page read without scripts', () => {
  test('shows title, text and absolute links', () => {
    expect(page.title).toBe('Termin & Ort')
    expect(page.text).toMatch(/^Hilfe holen/)
    expect(page.link('Hilfe holen')).toBe('http://127.0.0.1:1/hilfe')
    expect(() => page.link('Weg')).toThrow('no link "Weg"')
  })

  test('sends what a browser would send', () => {
    const { body, ...rest } = page.form('Buchen').submit({ name: 'Müller', agree: true, day: 'tu', place: 'Halle' })
    expect(rest).toEqual({ method: 'POST', url: 'http://127.0.0.1:1/termin/buchen' })
    expect([...(body ?? [])]).toEqual([
      ['hold', 'h&1'],
      ['name', 'Müller'],
      ['note', 'Zeile <1>'],
      ['agree', 'yes'],
      ['day', 'tu'],
      ['place', 'Halle'],
    ])
    const stop = page.form('Abbrechen').submit({}, 'Abbrechen')
    expect(stop.url).toBe('http://127.0.0.1:1/stop')
    expect(stop.body?.toString()).toBe('hold=h%261&name=Ada&note=Zeile+%3C1%3E&day=mo&place=1&act=stop')
    expect(page.form('Suchen').submit({ q: 'ä' })).toEqual({
      method: 'GET',
      url: 'http://127.0.0.1:1/suche?q=%C3%A4',
      body: null,
    })
  })

  test('refuses what a person could not do', () => {
    const form = page.form('Buchen')
    expect(() => form.submit({ hold: 'x' })).toThrow('hidden')
    expect(() => form.submit({ unknown: 'x' })).toThrow('No field "unknown"')
    expect(() => form.submit({ off: 'x' })).toThrow('No field "off"')
    expect(() => form.submit({ place: '9' })).toThrow('does not offer')
    expect(() => form.submit({}, 'Weiter')).toThrow('No button "Weiter"')
  })
})
