import { settingUp } from '#platform/http/permission.ts'
import { evenWhileEnding, type Route } from '#platform/http/route.ts'
import type { Module } from '#platform/module.ts'
import './as-others-see.ts'
import './kinds.ts'
import './revocations.ts'
import './value-words.ts'
import { endingJobs } from './life/ending/jobs.ts'
import { endingRoutes } from './life/ending/routes.tsx'
import { ownLifeRoutes } from './life/own/routes.tsx'
import { arrivingRoutes } from './life/routes/arriving.tsx'
import type { Ports } from './ports.ts'
import { refusals } from './refusals.ts'
import { mayEndOrganisation, mayManageMembers, mayManageOrganisation } from './roles.ts'
import { entryRoutes, mayDemandFactors } from './factors/entry-routes.tsx'
import { factorRoutes } from './factors/routes.tsx'
import { foundingRoutes } from './routes/founding.tsx'
import { memberRoutes } from './routes/members.tsx'
import { organisationRoutes } from './routes/organisation.tsx'
import { ownRoutes } from './routes/own.tsx'
import { setUpRoutes } from './routes/set-up.tsx'
import { maySetSignOn, signOnRoutes } from './single-sign-on/routes.tsx'
import { PROVIDER_PAGE } from './single-sign-on/screens/provider.tsx'
import { signInRoutes } from './routes/sign-in.tsx'

/** Signing in and one's own account go on while a cancelled organisation can only be read. */
const ofPeople = (routes: readonly Route[]): Route[] =>
  routes.flatMap((one) => (typeof one.rules.who === 'string' ? evenWhileEnding([one]) : [one]))

const members = { de: 'Mitglieder', en: 'Members' }
const organisation = { de: 'Organisation', en: 'Organisation' }

/** Accounts, members and the facts of organisations; mails go through the ports that `app` gives. */
export const accounts = (ports: Ports): Module => ({
  name: 'accounts',
  routes: [
    ...setUpRoutes(ports),
    ...ofPeople(signInRoutes(ports)),
    ...ofPeople(ownRoutes(ports)),
    ...ofPeople(ownLifeRoutes(ports)),
    ...endingRoutes(ports),
    ...ofPeople(entryRoutes(ports)),
    ...ofPeople(factorRoutes(ports)),
    ...ofPeople(signOnRoutes(ports)),
    ...arrivingRoutes(ports),
    ...memberRoutes(ports),
    ...organisationRoutes(ports),
    ...foundingRoutes(ports),
  ],
  jobs: [...endingJobs(ports)],
  listeners: [],
  navigation: [
    {
      path: '/team/einrichtung/mitglieder',
      label: { de: 'Mitglieder', en: 'Members' },
      may: mayManageMembers,
      order: 80,
      group: settingUp,
      part: members,
    },
    {
      path: '/team/einrichtung/anmeldung',
      label: { de: 'Anmeldung', en: 'Sign-in' },
      may: mayDemandFactors,
      order: 85,
      group: settingUp,
      part: members,
    },
    {
      path: PROVIDER_PAGE,
      label: { de: 'Single Sign-on', en: 'Single sign-on' },
      may: maySetSignOn,
      order: 86,
      group: settingUp,
      part: members,
    },
    {
      path: '/team/einrichtung/organisation',
      label: { de: 'Organisation', en: 'Organisation' },
      may: mayManageOrganisation,
      order: 90,
      group: settingUp,
      part: organisation,
    },
    {
      path: '/team/einrichtung/kuendigung',
      label: { de: 'Kündigung', en: 'Cancellation' },
      may: mayEndOrganisation,
      order: 99,
      group: settingUp,
      part: organisation,
    },
  ],
  refusals,
})
