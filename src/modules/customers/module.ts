import { organisationJob } from '#platform/jobs/jobs.ts'
import { finding } from '#people'
import type { Module } from '#platform/module.ts'
import { followContracts } from './actions/contract.ts'
import { keeping } from './data.ts'
import './kinds.ts'
import './value-words.ts'
import { mayFindCustomers } from './permissions.ts'
import type { Ports } from './ports.ts'
import { refusals } from './refusals.ts'
import { accountRoutes } from './routes/account.tsx'
import { doorRoutes } from './routes/door.tsx'
import { staffRoutes } from './routes/staff.tsx'
import { CUSTOMERS } from './screens/staff.tsx'

/** Customer accounts: what people who are served see and manage of their own data in one place. */
export const customers = (ports: Ports): Module => ({
  name: 'customers',
  routes: [...doorRoutes(ports), ...accountRoutes(ports), ...staffRoutes],
  jobs: [organisationJob('customers.contracts', '10 * * * *', keeping, followContracts)],
  listeners: [],
  navigation: [
    {
      path: CUSTOMERS,
      label: { de: 'Kundenkonten', en: 'Customer accounts' },
      may: mayFindCustomers,
      order: 55,
      group: finding,
    },
  ],
  refusals,
})
