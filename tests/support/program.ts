// The whole program over a test web, with a probe before it as verify opens one; and programs of which a part is broken.
import type { Hono } from 'hono'
import { appOn, type Program } from '../../src/app/checks/door.ts'
import { accounts, foundOrganisation } from '../../src/modules/accounts/index.ts'
import { appointments, customerAppointments } from '../../src/modules/appointments/index.ts'
import { customers } from '../../src/modules/customers/index.ts'
import { documents } from '../../src/modules/documents/index.ts'
import { composeMail, messages, queueMail } from '../../src/modules/messages/index.ts'
import { people } from '../../src/modules/people/index.ts'
import { openProbe, privacy, type Asking, type Check, type Probe } from '../../src/modules/privacy/index.ts'
import { customerRequests, rights } from '../../src/modules/rights/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Route } from '../../src/platform/http/route.ts'
import { logFolder, openLog } from '../../src/platform/log/log.ts'
import type { Module } from '../../src/platform/module.ts'
import { testWeb, type TestWeb } from './web.ts'

export type ProgramUnderTest = {
  readonly web: TestWeb
  readonly program: Program
  readonly routes: readonly Route[]
  /** Two new organisations to look at the program with. */
  probing(): Promise<Probe>
  close(): Promise<void>
}

const modulesOf = (house: Parameters<typeof accounts>[0]['house']): readonly Module[] => [
  privacy,
  messages({ transport: undefined, from: 'termine@belegt.example', failed: () => undefined }),
  people({ timelines: [] }),
  accounts({ house, sendMail: queueMail, composeMail }),
  rights({ house }),
  customers({ house, panels: [customerAppointments, customerRequests] }),
  documents({ house }),
  appointments,
]

export const asking: (app: Hono) => Asking = (app) => (path, init) => app.request(path, init)

/**
 * Call it in beforeAll and `close` it in afterAll.
 * @param list the modules it is made of
 */
export async function programUnderTest(list = modulesOf): Promise<ProgramUnderTest> {
  const web = await testWeb({ modules: list })
  const log = openLog({ folder: logFolder(web.dataFolder), delay: 10 })
  const modules = list(() => web.house)
  const program: Program = { modules, assets: { url: (name) => `/assets/${name}` }, publicUrl: 'http://localhost', log }
  await web.organisation({ slug: 'stadt', name: 'Stadt Musterstadt', address: 'Marktplatz 1' })
  const operator = (await web.house.directory.bySlug('betrieb')) as Organisation
  const routes = modules.flatMap((module) => module.routes)
  return {
    web,
    program,
    routes,
    probing: () => openProbe(web.house, operator, (house) => asking(appOn(house, program)), routes, foundOrganisation),
    async close() {
      await log.close()
      await web.close()
    },
  }
}

/** The same probe before a program whose pages were tampered with. */
export const tampered = (probe: Probe, change: (html: string, path: string) => string): Probe => ({
  ...probe,
  ask: async (path, init) => {
    const response = await probe.ask(path, init)
    const type = response.headers.get('content-type') ?? ''
    if (!type.includes('html')) return response
    return new Response(change(await response.text(), path), { status: response.status, headers: response.headers })
  },
})

/** What the check says; as verify does, what cannot be looked at is not kept. */
export const seen = async (check: Check | undefined, probe: Probe) => {
  if (!check) throw new Error('there is no such check')
  return check(probe).catch((error: unknown) => ({ kept: false, evidence: String(error) }))
}
