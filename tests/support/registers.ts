// The registers over a whole web application, as somebody of a role sees them.
import { accounts, ensureOperator } from '../../src/modules/accounts/index.ts'
import { people } from '../../src/modules/people/index.ts'
import { openRegister, privacy } from '../../src/modules/privacy/index.ts'
import type { Module } from '../../src/platform/module.ts'
import { allActivities } from '../../src/platform/data/activity.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { testWeb, type TestBrowser, type TestWeb } from './web.ts'
import { registers } from '../../src/modules/registers/index.ts'
import type { Ports } from '../../src/modules/registers/ports.ts'

export type Town = {
  readonly web: TestWeb
  /** A new organisation with a member, and a browser signed in as that member. */
  arrive(
    role?: string,
    organisation?: Organisation,
  ): Promise<{ organisation: Organisation; browser: TestBrowser; account: string; at: (path: string) => string }>
  close(): Promise<void>
}

export async function openTown(given: Partial<Ports> = {}, start?: string): Promise<Town> {
  openRegister(
    [],
    allActivities(),
    allActivities().flatMap(({ recipients }) => recipients),
  )
  let modules: readonly Module[] = []
  const web = await testWeb({
    ...(start ? { start } : {}),
    modules: (house) =>
      (modules = [
        privacy,
        people({ timelines: [] }),
        accounts({
          house,
          sendMail: async () => undefined,
          composeMail: async () => ({ subject: '', html: '', text: '' }),
        }),
        registers({
          house,
          failed: (error) => {
            throw error
          },
          permissions: () =>
            modules
              .flatMap(({ routes }) => routes)
              .flatMap(({ rules: { who } }) => (typeof who === 'string' ? [] : [who])),
          ...given,
        }),
      ]),
  })
  await ensureOperator(web.house)
  const stops = modules.flatMap(({ background }) => background?.(web.house) ?? [])
  return {
    web,
    async arrive(role = 'data-protection', organisation) {
      const where = organisation ?? (await web.organisation())
      const { cookie, account } = await web.member(where, { role: role as 'desk' })
      return {
        organisation: where,
        browser: web.browse({ cookie }),
        account,
        at: (path) => `/${where.slug}/team/datenschutz${path}`,
      }
    },
    async close() {
      for (const stop of stops) await stop() // what waits to be written needs the database
      await web.close()
    },
  }
}
