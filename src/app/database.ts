import { ConfigError } from '#platform/config/config.ts'
import { externalServer, startServer } from '#platform/data/server.ts'
import { joinServer } from '#platform/data/server-join.ts'
import type { Configuration } from './modules.ts'

/** The configured database server; `beside` a program that runs on the same folder already, or alone. @throws ConfigError for half of an own server */
export const databaseOf = ({ house }: Configuration, beside: boolean) => {
  const { databaseUrl, databaseOwnerUrl, data } = house
  if (databaseUrl && databaseOwnerUrl) return externalServer({ url: databaseUrl.href, ownerUrl: databaseOwnerUrl.href })
  if (databaseUrl ?? databaseOwnerUrl)
    throw new ConfigError([
      `DATABASE_URL and DATABASE_OWNER_URL go together: only ${databaseUrl ? 'DATABASE_URL' : 'DATABASE_OWNER_URL'} is set. What each is for stands in docs/operating/database.md.`,
    ])
  return beside ? joinServer({ folder: data }) : startServer({ folder: data })
}
