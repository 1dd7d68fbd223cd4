import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { calendarFile, type CalendarEntry } from './calendar.ts'

const instant = (text: string) => Temporal.Instant.from(text)

const organiser = { name: 'Stadt Beispiel', mail: 'termine@stadt.example' }
const entry: CalendarEntry = {
  method: 'REQUEST',
  uid: '0190b0a2-7c3e-7000-8000-000000000001@termine.example',
  sequence: 2,
  stamp: instant('2026-11-22T08:15:30.5Z'),
  start: instant('2026-12-01T09:00:00Z'),
  end: instant('2026-12-01T09:20:00Z'),
  zone: 'Europe/Berlin',
  summary: 'Personalausweis beantragen, Bürgeramt',
  location: 'Rathaus; Zimmer 12, Marktplatz 1',
  description: 'Bitte mitbringen:\n- Lichtbild\n- alter Ausweis',
  url: 'https://termine.example/t/abc,def;g',
  organiser,
  attendee: { mail: 'ayse+amt@post.example' },
}

/** An independent reader: what a calendar understands of the file. */
function read(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file))
  const event = calendar.getFirstSubcomponent('vevent')!
  const value = (name: string) => event.getFirstPropertyValue(name)?.toString()
  const parameter = (name: string, key: string) => event.getFirstProperty(name)?.getFirstParameter(key)
  return { calendar, event, value, parameter }
}

test('one whole file, to the byte', () => {
  expect(calendarFile(entry).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Belegt//Belegt//DE',
    'CALSCALE:GREGORIAN',
    'METHOD:REQUEST',
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Berlin',
    'BEGIN:STANDARD',
    'DTSTART:20261025T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:20270328T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    'UID:0190b0a2-7c3e-7000-8000-000000000001@termine.example',
    'SEQUENCE:2',
    'DTSTAMP:20261122T081530Z',
    'LAST-MODIFIED:20261122T081530Z',
    'DTSTART;TZID=Europe/Berlin:20261201T100000',
    'DTEND;TZID=Europe/Berlin:20261201T102000',
    'STATUS:CONFIRMED',
    'SUMMARY:Personalausweis beantragen\\, Bürgeramt',
    'LOCATION:Rathaus\\; Zimmer 12\\, Marktplatz 1',
    'DESCRIPTION:Bitte mitbringen:\\n- Lichtbild\\n- alter Ausweis',
    'URL:https://termine.example/t/abc,def;g',
    'ORGANIZER;CN="Stadt Beispiel":mailto:termine@stadt.example',
    'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALS',
    ' E:mailto:ayse+amt@post.example',
    'CLASS:PRIVATE',
    'TRANSP:OPAQUE',
    'X-MICROSOFT-DISALLOW-COUNTER:TRUE',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

describe('methods', () => {
  test('a cancellation has the same uid, says so twice, and goes to the same person', () => {
    const { calendar, value } = read(calendarFile({ ...entry, method: 'CANCEL', sequence: 3 }))
    expect(calendar.getFirstPropertyValue('method')).toBe('CANCEL')
    expect([value('status'), value('uid'), value('sequence')]).toEqual(['CANCELLED', entry.uid, '3'])
    expect(value('attendee')).toBe('mailto:ayse+amt@post.example')
  })

  test('a published file names no person', () => {
    const { attendee: _, ...rest } = entry
    const file = calendarFile({ ...rest, method: 'PUBLISH', organiser })
    expect(file).not.toContain('ATTENDEE')
    expect(file).not.toContain('post.example')
    expect(read(file).value('organizer')).toBe('mailto:termine@stadt.example')
  })

  test('the compiler wants the person in a request and none in a publication', () => {
    const { attendee: _, ...rest } = entry
    // @ts-expect-error a request without the person
    expect(() => calendarFile({ ...rest, method: 'REQUEST' })).not.toThrow()
    // @ts-expect-error a publication with one
    expect(() => calendarFile({ ...entry, method: 'PUBLISH' })).not.toThrow()
  })
})

const piece = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '👩‍👩‍👧‍👦',
    '🇩🇪',
    'أحمد بن علي',
    'שלום',
    'Müller, Søren; \\n \\, "x"',
    '^n^^',
    '\r\n',
    '\u2028',
    '\t',
    '\u0000',
    '\ud83d',
  ),
)
const words = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  piece.filter((some) => some !== '').map((some) => some.repeat(10_000).slice(0, 10_000)),
)
/** What must arrive: line ends as \n, no other control character but the tab, no half characters. */
const arriving = (given: string) =>
  given
    .replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replace(/(?![\n\t])\p{Cc}/gu, '')

describe('texts', () => {
  test('arrive whole, whatever is in them, in lines of at most 75 octets that are UTF-8 each', () => {
    fc.assert(
      fc.property(words, words, words, words, (summary, location, description, name) => {
        const file = calendarFile({ ...entry, summary, location, description, organiser: { ...organiser, name } })
        const bytes = Buffer.from(file)
        expect(bytes.toString()).toBe(file)
        expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        let from = 0
        for (let at = bytes.indexOf('\r\n'); at >= 0; at = bytes.indexOf('\r\n', from)) {
          const line = bytes.subarray(from, at)
          expect(line.length).toBeLessThanOrEqual(75)
          new TextDecoder('utf-8', { fatal: true }).decode(line)
          from = at + 2
        }
        expect(from).toBe(bytes.length)
        const { value, parameter, event } = read(file)
        expect(value('summary')).toBe(arriving(summary))
        expect(value('location')).toBe(arriving(location))
        expect(value('description')).toBe(arriving(description))
        const oneLine = arriving(name.replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' '))
          .replaceAll('"', "'")
          .replaceAll('\\', '/')
        expect(parameter('organizer', 'cn')).toBe(oneLine)
        expect(event.getAllProperties().length).toBe(16)
      }),
      { numRuns: 60 },
    )
  })

  test('a text cannot add a line of its own', () => {
    const evil = 'x\r\nATTENDEE:mailto:evil@example.org\nEND:VEVENT'
    const organiser = { name: `a":mailto:evil@example.org\r\n${evil}`, mail: 'termine@stadt.example' }
    const file = calendarFile({ ...entry, uid: evil, summary: evil, location: evil, description: evil, organiser })
    const { event, value } = read(file)
    expect(event.getAllProperties('attendee').map((line) => String(line.getFirstValue()))).toEqual([
      'mailto:ayse+amt@post.example',
    ])
    expect(value('organizer')).toBe('mailto:termine@stadt.example')
  })

  test('a line of exactly 75 octets is not folded, one of 76 is', () => {
    const written = (length: number) => calendarFile({ ...entry, summary: 'a'.repeat(length - 'SUMMARY:'.length) })
    expect(written(75)).toMatch(/\r\nSUMMARY:a{67}\r\nLOCATION/)
    expect(written(76)).toMatch(/\r\nSUMMARY:a{67}\r\n a\r\nLOCATION/)
  })

  test('addresses', () => {
    const mail = (mail: string) => read(calendarFile({ ...entry, attendee: { mail } })).value('attendee')
    expect(mail("o'neil+a=b.c@post.example")).toBe("mailto:o'neil+a=b.c@post.example")
    expect(mail('jörg?x%y@post.example')).toBe('mailto:j%C3%B6rg%3Fx%25y@post.example')
    for (const wrong of ['', 'a', 'a@', '@b', 'a@b@c', 'a b@c.de', 'a@b.de\r\nX:y', 'a@b>.de', '\ud83d@b.de']) {
      expect(() => mail(wrong), wrong).toThrow('no mail address')
    }
    for (const url of ['', 'termine.example', 'javascript:alert(1)', 'mailto:a@b.de']) {
      expect(() => calendarFile({ ...entry, url }), url).toThrow('no web address')
    }
    const url = read(calendarFile({ ...entry, url: 'https://bücher.example/ü?a=1\r\n2' })).value('url')
    expect(url).toBe('https://xn--bcher-kva.example/%C3%BC?a=12')
  })
})

test('what cannot be an appointment is refused', () => {
  expect(() => calendarFile({ ...entry, end: entry.start })).toThrow('not after the start')
  expect(() => calendarFile({ ...entry, sequence: -1 })).toThrow('sequence')
  expect(() => calendarFile({ ...entry, sequence: 1.5 })).toThrow('sequence')
  expect(() => calendarFile({ ...entry, zone: 'Europe/Bielefeld' })).toThrow(RangeError)
  expect(() => calendarFile({ ...entry, uid: '\u0000' })).toThrow('uid')
  expect(() => calendarFile({ ...entry, start: instant('1970-12-31T23:00:00Z') })).toThrow('year 1970')
})
