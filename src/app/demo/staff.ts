import { membership, roster, type Role } from '#accounts'
import type { NamedCustomer } from '#customers'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type House } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { demoCustomers } from './customers.ts'

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

const roleNames: Record<Role, string> = {
  'main-administrator': 'Hauptadministration',
  administrator: 'Administration',
  'data-protection': 'Datenschutz',
  desk: 'Schalter',
  'read-only': 'Nur lesen',
  'by-place': 'Nur an einzelnen Orten',
}

/** Whom one can be in the demo. */
export async function staffOf(house: House): Promise<readonly DemoStaff[]> {
  const found: DemoStaff[] = []
  for (const organisation of await house.directory.all()) {
    if (!organisation.demo || organisation.slug === OPERATOR) continue
    const wish = { organisation, actor: { kind: 'system', job: 'demo' }, purpose: membership } as const
    const members = await inScope(house, wish, (at) => roster(at, house, 'de'))
    found.push({
      organisation,
      customers: await demoCustomers(house, organisation),
      people: members.map(({ account, name, role }) => ({
        slug: organisation.slug,
        account,
        name,
        role: roleNames[role],
      })),
    })
  }
  return found
}
