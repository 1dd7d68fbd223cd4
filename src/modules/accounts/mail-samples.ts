import { personalDataSeen } from '#privacy'
import type { House } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { type MailSamples, MOST_SAMPLES, samplesWithin } from '#platform/mail/samples.ts'
import { format } from '#platform/text/format.ts'
import { db, membership } from './data.ts'
import * as factors from './factors/mails.ts'
import { endOf } from './life/ending/rules.ts'
import * as ending from './life/ending/mails.ts'
import * as life from './life/mails.ts'
import * as mails from './mails.ts'
import { isRole, mayManageMembers } from './roles.ts'
import { words } from './texts.ts'

/** The members who came last, for trying the mails to them: their name and role, and the time as if it happened now. */
export const memberSamples = (house: () => House): MailSamples => {
  const within = samplesWithin(house, membership)
  return {
    kinds: [mails, life, ending, factors].flatMap((all) => Object.values(all).map(({ kind }) => kind)),
    may: mayManageMembers,
    latest: (at) =>
      within(at, async (there) => {
        const rows = await db(there)
          .selectFrom('members')
          .select(['id', 'role', 'joined_at'])
          .where('left_at', 'is', null)
          .orderBy('joined_at', 'desc')
          .limit(MOST_SAMPLES)
          .execute()
        const f = format(at.language, at.organisation.zone)
        const t = words(at.language)
        const since = { de: 'seit', en: 'since' }[at.language]
        return rows.map(({ id, role, joined_at }) => ({
          id,
          label: `${isRole(role) ? t.roles[role] : role}, ${since} ${f.date(joined_at)}, ${f.time(joined_at)}`,
        }))
      }),
    values: (at, { id, language }) =>
      within(at, async (there) => {
        const row = await db(there)
          .selectFrom('members')
          .select(['account_id', 'role', 'name'])
          .where('id', '=', id)
          .where('left_at', 'is', null)
          .executeTakeFirst()
        if (!row) return undefined
        const f = format(language, at.organisation.zone)
        const name = (await open(there, row.name)) ?? ''
        await at.announce(personalDataSeen, { what: 'opened', place: 'messages.preview', persons: [row.account_id] })
        return {
          name,
          rolle: isRole(row.role) ? words(language).roles[row.role] : row.role,
          zeit: f.dateTime(at.now),
          tag: f.date(at.organisation.ends_at ?? endOf(at.now, at.organisation.zone)),
          geloescht: at.organisation.name,
        }
      }),
  }
}
