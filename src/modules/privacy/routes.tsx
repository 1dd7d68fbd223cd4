import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { type Asked, get, page, type Route } from '#platform/http/route.ts'
import { informing, overseeing } from './data.ts'
import { difference } from './notice/difference.ts'
import { newestCheckpoint } from './ledger/merge.ts'
import { currentNotice, noticeFacts, publishedNotice, publishedVersions } from './notice/versions.ts'
import { mayOversee } from './permissions.ts'
import { paths } from './overview/own.ts'
import { OVERVIEW } from './overview/pages.ts'
import { OverviewScreen } from './overview/screen.tsx'
import { overview } from './queries.ts'
import { ImprintScreen } from './screens/imprint.tsx'
import { NoticeScreen } from './screens/notice.tsx'
import { DifferenceScreen, VersionsScreen } from './screens/versions.tsx'
import { PromisesScreen } from './verify/office-screen.tsx'
import { PublicPromises } from './verify/public-screen.tsx'
import { lastResults } from './verify/results.ts'

type Any = Asked<string, Record<string, unknown>>
const open = { who: 'anyone', purpose: informing } as const

const publicParts = ({ at, language, href, publicFrame }: Any) => ({
  frame: publicFrame(),
  language,
  href,
  zone: at.organisation.zone,
})
/** A version belongs to its language: the other language has versions of its own, so its list is what is offered. */
const versionParts = (asked: Any) => {
  const { otherLanguage, ...frame } = asked.publicFrame()
  const list = otherLanguage && {
    otherLanguage: { ...otherLanguage, url: asked.href('/datenschutz/versionen', otherLanguage.language) },
  }
  return { ...publicParts(asked), frame: { ...frame, ...list } }
}
const staffParts = ({ language, href, path, staffFrame }: Any) => ({ frame: staffFrame(), language, href, path })
/** The millisecond in which a listed version began; what is no moment asks for the newest. */
const publishedAt = (millisecond: number | undefined) =>
  millisecond !== undefined && Math.abs(millisecond) < 8.64e15
    ? Temporal.Instant.fromEpochMilliseconds(millisecond + 1)
    : undefined
const version = z.string().regex(/^[0-9a-f]{16}$/)

const publicRoutes = [
  get('/:organisation/datenschutz', open, async (asked) => {
    const { at, language } = asked
    const [current, versions] = await Promise.all([currentNotice(at, language), publishedVersions(at, language)])
    const validFrom = versions.find((one) => one.version === current.version)?.validFrom
    return page(<NoticeScreen {...publicParts(asked)} {...current} validFrom={validFrom} old={false} />)
  }),
  get('/:organisation/datenschutz/versionen', open, async (asked) => {
    const versions = await publishedVersions(asked.at, asked.language)
    return page(<VersionsScreen {...publicParts(asked)} versions={versions} />)
  }),
  get('/:organisation/datenschutz/versionen/:version', open, async (asked) => {
    const { at, language, params } = asked
    const found = await publishedNotice(at, language, params['version'] ?? '')
    if (!found) throw refuse('privacy.no-such-version', 'not-found')
    const current = await currentNotice(at, language)
    return page(<NoticeScreen {...versionParts(asked)} {...found} old={found.version !== current.version} />)
  }),
  get(
    '/:organisation/datenschutz/unterschied',
    {
      ...open,
      input: z.object({ von: version, bis: version, am: z.coerce.number().int().optional().catch(undefined) }),
    },
    async (asked) => {
      const { at, input, language } = asked
      const newer = await publishedNotice(at, language, input.bis, publishedAt(input.am))
      const before = newer?.validFrom.subtract({ microseconds: 1 })
      const older =
        (await publishedNotice(at, language, input.von, before)) ?? (await publishedNotice(at, language, input.von))
      if (!older || !newer) throw refuse('privacy.no-such-version', 'not-found')
      const differences = difference(older.notice, newer.notice)
      return page(<DifferenceScreen {...versionParts(asked)} older={older} newer={newer} differences={differences} />)
    },
  ),
  get('/:organisation/zusagen', open, async (asked) => {
    const [results, newest] = [await lastResults(asked.at), await newestCheckpoint(asked.at)]
    const signed = newest !== undefined
    return page(<PublicPromises {...publicParts(asked)} now={asked.at.now} results={results} signed={signed} />)
  }),
  get('/:organisation/impressum', open, async (asked) => {
    const { organisation, operator } = await noticeFacts(asked.at)
    return page(<ImprintScreen {...publicParts(asked)} organisation={organisation} operator={operator} />)
  }),
]

const officeRoutes = [
  get(`/:organisation${OVERVIEW}`, { who: mayOversee, purpose: overseeing }, async (asked) => {
    const facts = await overview(asked.at, asked.language)
    return page(<OverviewScreen {...staffParts(asked)} {...facts} />)
  }),
  get(`/:organisation${paths.promises}`, { who: mayOversee, purpose: overseeing }, async (asked) => {
    const promises = await lastResults(asked.at)
    return page(<PromisesScreen {...staffParts(asked)} zone={asked.at.organisation.zone} promises={promises} />)
  }),
]

export const routes: readonly Route[] = [...publicRoutes, ...officeRoutes]
