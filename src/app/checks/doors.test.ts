import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allConnectors, openRegister, privacyChecks, type Probe } from '#privacy'
import { allActivities } from '#platform/data/activity.ts'
import { loadTls, redirectToTls } from '#platform/http/tls.ts'
import { logFolder, openLog } from '#platform/log/log.ts'
import { programUnderTest, seen, tampered, type ProgramUnderTest } from '#testing/program.ts'
import { handlerOf, serve } from '../server.ts'
import type { listen } from '../listen.ts'
import { programChecks } from './checks.ts'
import { appOn, unlogged } from './door.ts'
import { forwarding } from './forwarding.ts'
import { logged } from './logged.ts'
import { tls } from './tls.ts'

// Each check is first seen to hold on the program as it is, then on one in which exactly its promise is broken.

let given: ProgramUnderTest
let probe: Probe
beforeAll(async () => {
  given = await programUnderTest()
  probe = await given.probing()
})
afterAll(() => given.close())

const holds = { kept: true, evidence: expect.any(String) }
const breaks = (evidence: string) => ({ kept: false, evidence: expect.stringContaining(evidence) })

describe('smartcx/tls', () => {
  const app: Parameters<typeof tls>[0]['app'] = ({ scratch }, publicUrl) => appOn(scratch, given.program, { publicUrl })
  const wish = () => ({ publicUrl: 'http://localhost:8080', log: given.program.log, app })
  /** Doors like the program's, but for one thing. */
  const doors =
    (broken: { app?: (from: Hono) => Hono; lax?: true; redirect?: false; status?: number }): typeof listen =>
    async (from, { web: { tlsCertificate, tlsKey } }, publicUrl) => {
      const options = await loadTls({ cert: tlsCertificate ?? '', key: tlsKey ?? '' })
      const lax = broken.lax ? ({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const) : {}
      const at = { host: '127.0.0.1', port: 0 }
      const handler = handlerOf(broken.app?.(from) ?? from)
      const secure = await serve(createSecureServer({ ...options, ...lax }, handler), at)
      const leading = redirectToTls([new URL(publicUrl)])
      const plain = await serve(createServer(broken.redirect === false ? handler : leading), at)
      return {
        port: secure.port,
        redirectPort: plain.port,
        stop: async () => {
          await secure.stop()
          await plain.stop()
        },
      }
    }

  test('holds, and a public address without encryption breaks it', async () => {
    expect(await seen(tls(wish()), probe)).toEqual(holds)
    expect(await seen(tls({ ...wish(), publicUrl: 'https://termine.example.de' }), probe)).toEqual(holds)
    const open = tls({ ...wish(), publicUrl: 'http://termine.example.de' })
    expect(await seen(open, probe)).toEqual(breaks('http://termine.example.de'))
    expect(await seen(tls({ ...wish(), publicUrl: 'http://0.0.0.0:8080' }), probe)).toEqual(
      breaks('http://0.0.0.0:8080'),
    )
  })

  test('breaks without HSTS, without the redirect, with an old protocol', async () => {
    expect(await seen(tls({ ...wish(), listen: doors({}) }), probe)).toEqual(holds)
    const bare = (from: Hono) =>
      new Hono().all('*', async (context) => {
        const response = await from.fetch(context.req.raw, context.env)
        response.headers.delete('strict-transport-security')
        return response
      })
    expect(await seen(tls({ ...wish(), listen: doors({ app: bare }) }), probe)).toEqual(breaks('this way only'))
    expect(await seen(tls({ ...wish(), listen: doors({ redirect: false }) }), probe)).toEqual(breaks('over plain HTTP'))
    expect(await seen(tls({ ...wish(), listen: doors({ lax: true }) }), probe)).toEqual(breaks('TLSv1.1'))
  })
})

describe('smartcx/cdn-option', () => {
  test('holds, and breaks when strangers are believed or a trusted hop is not', async () => {
    expect(await seen(programChecks(given.program)['smartcx/cdn-option'], probe)).toEqual(holds)
    const trusting = (whom: Parameters<typeof appOn>[2]) =>
      forwarding(({ scratch }, _trusted, pages, saw) =>
        appOn(scratch, given.program, {
          ...whom,
          limits: { read: pages },
          log: { ...unlogged(given.program.log), access: saw },
        }),
      )
    expect(await seen(trusting({ trusted: ['127.0.0.0/8'] }), probe)).toEqual(
      breaks('a stranger is believed to be 203.0.0.77'),
    )
    expect(await seen(trusting({ trusted: [] }), probe)).toEqual(breaks('behind a trusted hop 127.0.0.1'))
    expect(await seen(trusting({ trusted: 2 }), probe)).toEqual(breaks('a stranger is believed to be 198.51.100.0'))
    const unlimited = forwarding(({ scratch }, trusted, _pages, saw) =>
      appOn(scratch, given.program, { trusted, log: { ...unlogged(given.program.log), access: saw } }),
    )
    expect(await seen(unlimited, probe)).toEqual(breaks('escapes the limits'))
  })

  test('holds in the notice, and breaks when a configured CDN is not named there', async () => {
    const check = privacyChecks()['smartcx/cdn-option']
    const cdn = { id: 'cdn', name: 'Netz SE', place: 'Hafen', task: { de: 'x', en: 'x' }, contract: 'V 1' } as const
    expect(await seen(check, probe)).toEqual(holds)
    const behind = allConnectors().map(({ recipient }) => recipient)
    openRegister([{ ...cdn, role: 'processor', everything: true }], allActivities(), behind)
    try {
      expect(await seen(check, await given.probing())).toEqual(holds)
      expect(
        await seen(
          check,
          tampered(probe, (html) => html.replaceAll('Netz SE', '')),
        ),
      ).toEqual(breaks('Netz SE'))
    } finally {
      openRegister([], allActivities(), behind)
    }
  })
})

describe('cxomni/log-anonymisation', () => {
  const app: Parameters<typeof logged>[0]['app'] = ({ scratch }, log, metrics) =>
    appOn(scratch, given.program, { trusted: ['127.0.0.0/8'], log, metrics })

  test('holds, and breaks when a line says too much or too little', async () => {
    expect(await seen(programChecks(given.program)['cxomni/log-anonymisation'], probe)).toEqual(holds)
    /** The log, with each line changed on its way to the disk. */
    const changing = (change: (line: string) => string) => (folder: string) => {
      const log = openLog({ folder })
      return {
        ...log,
        close: async () => {
          await log.close()
          const file = join(folder, `access-${probe.scratch.clock.now().toString().slice(0, 10)}.jsonl`)
          await writeFile(file, change(await readFile(file, 'utf8')))
        },
      }
    }
    const written = (from: string, to: string) => logged({ app, log: changing((text) => text.replace(from, to)) })
    expect(await seen(written('"203.0.113.0"', '"203.0.113.77"'), probe)).toEqual(breaks('a whole address'))
    expect(await seen(written('suche.example', 'suche.example/?q=Mustermann'), probe)).toEqual(
      breaks('what was asked for'),
    )
    expect(await seen(written('"bytes"', '"size"'), probe)).toEqual(breaks('lacks bytes'))
    expect(await seen(written('"2001:db8:aaaa::"', '"2001:db8::"'), probe)).toEqual(breaks('is not 2001:db8:aaaa::'))
  })

  test('breaks when the log that is there holds a whole address', async () => {
    const file = join(logFolder(given.web.dataFolder), 'access-2026-11-01.jsonl')
    await mkdir(logFolder(given.web.dataFolder), { recursive: true })
    await writeFile(file, '{"time":"2026-11-01T08:00:00Z","address":"203.0.113.77"}\n')
    expect(await seen(programChecks(given.program)['cxomni/log-anonymisation'], probe)).toEqual(
      breaks('1 lines of the log'),
    )
    await writeFile(file, '')
  })
})
