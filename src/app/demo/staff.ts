import { membership, roles, roster } from '#accounts'
import type { NamedCustomer } from '#customers'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type House } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import type { Language } from '#platform/text/language.ts'
import { stories } from './cast.ts'
import { demoCustomers } from './customers.ts'
import { demoWords } from './texts.ts'

export type DemoStaff = {
  readonly organisation: Organisation
  readonly customers: readonly NamedCustomer[]
  readonly people: readonly {
    readonly slug: string
    readonly account: string
    readonly name: string
    readonly role: string
  }[]
}

const told = stories.map(({ organisation }) => organisation.slug)

/** Whom one can be in the demo: organisations as their stories are told, the most powerful role first. */
export async function staffOf(house: House, language: Language): Promise<readonly DemoStaff[]> {
  const found: DemoStaff[] = []
  for (const organisation of await house.directory.all()) {
    if (!organisation.demo || organisation.slug === OPERATOR) continue
    const wish = { organisation, actor: { kind: 'system', job: 'demo' }, purpose: membership } as const
    const members = await inScope(house, wish, (at) => roster(at, house, language))
    found.push({
      organisation,
      customers: await demoCustomers(house, organisation),
      people: members
        .toSorted((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role))
        .map(({ account, name, role }) => ({
          slug: organisation.slug,
          account,
          name,
          role: demoWords(language).roles[role],
        })),
    })
  }
  return found.toSorted((a, b) => told.indexOf(a.organisation.slug) - told.indexOf(b.organisation.slug))
}
