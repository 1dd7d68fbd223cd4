import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { openTown, type Town } from '#testing/registers.ts'
import { db, watching } from '../data/index.ts'
import { maySee, mayDecide, mayLook, requestRules, type Review } from './rules.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

describe('osseno/unlawful-use-review', () => {
  test('osseno/unlawful-use-review accesses of a member are seen only with reason and a second person, bounded and recorded', async () => {
    const officer = await town.arrive('data-protection')
    const { organisation } = officer
    const second = await town.arrive('main-administrator', organisation)
    const desk = await town.arrive('desk', organisation)
    const other = await town.arrive('desk', organisation)
    const id = await town.web.scope({ organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Nina Nachbarin', mail: `${randomUUID().slice(0, 8)}@example.org` }),
    )
    const open = (who: typeof desk) => who.browser.open(`/${organisation.slug}/team/personen/${id}`)
    await open(desk)
    await open(other)
    town.web.clock.advance({ hours: 1 })
    await open(desk) // after the time that the review looks at

    const list = await officer.browser.open(officer.at('/pruefungen/neu'))
    expect(list.status).toBe(200)
    const vague = await officer.browser.submit('Beantragen', {
      account: desk.account,
      from: '2026-11-16T08:00',
      until: '2026-11-16T09:30',
      reason: 'Verdacht',
    })
    expect([vague.status, vague.page.text]).toEqual([422, expect.stringContaining('in einem ganzen Satz')])
    const asked = await officer.browser.submit('Beantragen', {
      account: desk.account,
      from: '2026-11-16T08:00',
      until: '2026-11-16T09:30',
      reason: 'Die Nachbarin berichtet, dass er Einzelheiten ihres Termins kennt.',
    })
    expect(asked.page.text).toContain('Eine zweite Person muss zustimmen')
    const path = new URL(asked.url).pathname
    // neither who asked decides, nor is anything shown before
    expect(
      (await officer.browser.post(`${path}/entscheiden`, { decision: 'approved', decision_reason: 'ja' })).status,
    ).toBe(403)
    expect((await officer.browser.post(`${path}/einsehen`, {})).status).toBe(403)
    await second.browser.open(path)
    const approved = await second.browser.submit('Entscheidung festhalten', {
      decision: 'approved',
      decision_reason: 'Die Angaben sind genau genug.',
    })
    expect(approved.page.text).toContain('zugestimmt')
    await officer.browser.open(path)
    const seen = await officer.browser.submit('Zugriffe einsehen')
    expect(seen.page.text).toContain('1 Zugriff im Zeitraum')
    await officer.browser.open(path)
    const closed = await officer.browser.submit('Prüfung abschließen', {
      result: 'Kein dienstlicher Grund; Gespräch geführt.',
    })
    expect(closed.page.text).toContain('abgeschlossen')
    expect((await officer.browser.post(`${path}/einsehen`, {})).status).toBe(403)
    const kept = await town.web.scope({ organisation, purpose: watching }, async (at) => ({
      looks: await db(at).selectFrom('log_review_looks').select(['by', 'entries']).execute(),
      leaves: await db(at as never)
        .selectFrom('ledger_leaves' as never)
        .select(['kind' as never])
        .execute(),
    }))
    expect(kept.looks).toEqual([{ by: officer.account, entries: 1 }])
    const kinds = (kept.leaves as unknown as { kind: string }[]).map(({ kind }) => kind)
    for (const kind of ['review.requested', 'review.decided', 'review.looked', 'review.closed'])
      expect(kinds).toContain(kind)
    expect((await officer.browser.open(`${path}/bericht.pdf`)).headers.get('content-type')).toBe('application/pdf')
    expect((await officer.browser.open(officer.at('/pruefungen.csv'))).html).toContain('Gespräch geführt')
    expect(town.web.defects).toEqual([])
  })

  test('osseno/unlawful-use-review the member concerned does not see their case, nor decide it', async () => {
    const officer = await town.arrive('data-protection')
    const boss = await town.arrive('main-administrator', officer.organisation)
    await officer.browser.open(officer.at('/pruefungen/neu'))
    const asked = await officer.browser.submit('Beantragen', {
      account: boss.account,
      from: '2026-11-16T06:00',
      until: '2026-11-16T08:00',
      reason: 'Er hat nachweislich ohne Anlass Akten geöffnet.',
    })
    const path = new URL(asked.url).pathname
    expect((await boss.browser.open(path)).status).toBe(404)
    expect((await boss.browser.open(boss.at('/pruefungen'))).page.text).toContain('Noch keine Prüfung')
    expect(
      (await boss.browser.post(`${path}/entscheiden`, { decision: 'approved', decision_reason: 'x' })).status,
    ).toBe(404)
  })

  test('the rules say who may decide, see and look, and how wide a review may be', () => {
    const review = {
      account_id: 'c',
      requested_by: 'a',
      decision: null,
      closed_at: null,
    } as Review
    expect([mayDecide(review, 'a'), mayDecide(review, 'b'), mayDecide(review, 'c')]).toEqual([false, true, false])
    expect([maySee(review, 'c'), mayLook(review, 'a')]).toEqual([false, false])
    expect(mayLook({ ...review, decision: 'approved' }, 'a')).toBe(true)
    expect(mayLook({ ...review, decision: 'refused' }, 'a')).toBe(false)
    const reason = 'eine ganze Reihe von Tatsachen'
    expect(requestRules({ from: '2026-01-01T00:00', until: '2026-04-03T00:00', reason })).toEqual({})
    expect(requestRules({ from: '2026-01-01T00:00', until: '2026-04-04T00:01', reason })).toEqual({ until: 'too-wide' })
    expect(requestRules({ from: '2026-01-02T00:00', until: '2026-01-01T00:00', reason })).toEqual({ until: 'order' })
  })
})
