import { externalServer, startServer } from '#platform/data/server.ts'
import { joinServer } from '#platform/data/server-join.ts'
import type { Configuration } from './modules.ts'

/** The configured database server; `beside` a program that runs on the same folder already, or alone. */
export const databaseOf = ({ house }: Configuration, beside: boolean) => {
  const { databaseUrl, databaseOwnerUrl, data } = house
  if (databaseUrl && databaseOwnerUrl) return externalServer({ url: databaseUrl.href, ownerUrl: databaseOwnerUrl.href })
  return beside ? joinServer({ folder: data }) : startServer({ folder: data })
}
