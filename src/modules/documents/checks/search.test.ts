import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check, Evidence, Probe } from '#privacy'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { searchChecks } from './search.ts'

// Each check holds on the program as it is, and breaks when exactly its promise is broken.

let given: ProgramUnderTest
beforeAll(async () => (given = await programUnderTest()))
afterAll(() => given.close())

const run = (id: string, probe: Probe): Promise<Evidence> => (searchChecks[id] as Check)(probe)

describe('the checks of searching', () => {
  test.each(Object.keys(searchChecks))('%s holds', async (id) => {
    expect(await run(id, await given.probing())).toEqual({ kept: true, evidence: expect.any(String) })
  })

  test('amagno/search breaks when the page finds nothing, or everything', async () => {
    const probe = await given.probing()
    const deaf: Probe = {
      ...probe,
      ask: (path, init) => probe.ask(init?.method === 'POST' ? path : (path.split('?')[0] ?? path), init),
    }
    expect(await run('amagno/search', deaf)).toMatchObject({ kept: false })
  })

  test('amagno/sealed-index breaks when an entry is a plain word', async () => {
    const probe = await given.probing()
    const { web } = given
    const root = new pg.Client(web.database.root)
    await root.connect()
    await root.query(`
      create function plain_word() returns trigger language plpgsql as
        $$ begin new.words := new.words || 'rechnungen'::tsvector; return new; end $$;
      create trigger plain_word before insert on document_words for each row execute function plain_word()`)
    try {
      expect(await run('amagno/sealed-index', probe)).toEqual({
        kept: false,
        evidence: 'an index holds something that is no token',
      })
    } finally {
      await root.query('drop trigger plain_word on document_words; drop function plain_word')
      await root.end()
    }
  })
})
