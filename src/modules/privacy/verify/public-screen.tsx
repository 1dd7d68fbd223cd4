import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import { texts } from '#platform/text/texts.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Details,
  EmptyState,
  type Html,
  Link,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Rows,
  Stack,
  Toned,
} from '#platform/ui/index.ts'
import { catalogue } from './catalogue.ts'
import { lookedAt } from './looked.ts'
import { areOld, type Result } from './results.ts'

const words = texts(
  {
    title: 'Was wir zusagen, und ob wir es halten',
    lead: 'Jede Zusage prüft das Programm jede Nacht selbst, am laufenden System. Hier steht, was dabei herauskam.',
    sum: (kept: string, when: string) => `${kept} Zusagen gehalten, zuletzt geprüft ${when}.`,
    allFine: 'Alles gehalten',
    someBroken: (count: number) => (count === 1 ? 'Eine Zusage ist gebrochen' : `${count} Zusagen sind gebrochen`),
    brokenText: 'Wir sagen es Ihnen, statt es zu verstecken. Die Datenschutzbeauftragte weiß davon und geht dem nach.',
    old: 'Seit mehr als zwei Tagen nicht geprüft',
    oldText: 'Die nächtliche Prüfung ist ausgefallen. Ob heute noch alles gilt, wissen wir erst nach der nächsten.',
    kept: 'gehalten',
    broken: 'gebrochen',
    keptTitle: 'Gehalten',
    brokenTitle: 'Gebrochen',
    fallback: 'Die Prüfung hat gesehen, was die Zusage sagt.',
    brokenSeen: 'Die Prüfung hat etwas anderes gesehen.',
    later: (count: number) => `${count} weitere Zusagen gehören zu Teilen, die es hier noch nicht gibt`,
    none: 'Noch ist nichts geprüft.',
    noneText: 'Die erste Prüfung läuft in der kommenden Nacht.',
    proofTitle: 'Selbst nachsehen',
    proof: 'Was wir festhalten, ist unterschrieben und öffentlich. Stand und Schlüssel können Sie sich aufheben:',
    state: 'unterschriebener Stand',
    key: 'Schlüssel',
    notice: 'Was mit Ihren Daten geschieht, steht in den',
    noticeLink: 'Datenschutzhinweisen',
  },
  {
    title: 'What we promise, and whether we keep it',
    lead: 'The program checks every promise itself each night, on the running system. Here is what came of it.',
    sum: (kept, when) => `${kept} promises kept, last checked ${when}.`,
    allFine: 'All kept',
    someBroken: (count) => (count === 1 ? 'One promise is broken' : `${count} promises are broken`),
    brokenText: 'We tell you instead of hiding it. The data protection officer knows and is looking into it.',
    old: 'Not checked for more than two days',
    oldText: 'The nightly check did not run. Whether everything still holds today we know after the next one.',
    kept: 'kept',
    broken: 'broken',
    keptTitle: 'Kept',
    brokenTitle: 'Broken',
    fallback: 'The check has seen what the promise says.',
    brokenSeen: 'The check has seen something else.',
    later: (count) => `${count} more promises belong to parts that do not exist here yet`,
    none: 'Nothing has been checked yet.',
    noneText: 'The first check runs in the coming night.',
    proofTitle: 'See for yourself',
    proof: 'What we put on record is signed and public. You can keep its state and the key:',
    state: 'signed state',
    key: 'key',
    notice: 'What happens to your data stands in the',
    noticeLink: 'privacy notice',
  },
)

type Props = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
  readonly now: Temporal.Instant
  readonly href: (path: string) => string
  readonly results: readonly Result[]
  /** Whether there is a signed state of the ledger to keep. */
  readonly signed: boolean
}

/** The promises as a visitor is shown them: what, since when, what the check looked at. No internals. */
export function PublicPromises(props: Props): Html {
  const { language, zone, now, results } = props
  const w = words(language)
  const f = format(language, zone)
  const [kept, broken, later] = (['kept', 'broken', 'not yet'] as const).map((outcome) =>
    results.filter((one) => one.outcome === outcome),
  ) as [Result[], Result[], Result[]]
  const newest = results[0]?.at
  const when = newest && `${f.relativeDay(newest, now)}, ${f.time(newest)}`
  return (
    <PublicPage {...props.frame} title={w.title} width="narrow">
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        {when === undefined ? (
          <Panel>
            <EmptyState title={w.none}>{w.noneText}</EmptyState>
          </Panel>
        ) : (
          <>
            {broken.length > 0 ? (
              <Notice language={language} tone="danger" title={w.someBroken(broken.length)}>
                {w.brokenText} {w.sum(f.number(kept.length, 0), when)}
              </Notice>
            ) : areOld(results, now) ? (
              <Notice language={language} tone="warning" title={w.old}>
                {w.oldText} {w.sum(f.number(kept.length, 0), when)}
              </Notice>
            ) : (
              <Notice language={language} tone="success" title={w.allFine}>
                {w.sum(f.number(kept.length, 0), when)}
              </Notice>
            )}
            {broken.length > 0 && <Promises {...props} title={w.brokenTitle} some={broken} />}
            <Promises {...props} title={w.keptTitle} some={kept} />
            {later.length > 0 && (
              <Details summary={w.later(later.length)} panel>
                <Rows rows={later.map(({ id }) => ({ main: toldOf(id, language) }))} />
              </Details>
            )}
          </>
        )}
        <Panel title={w.proofTitle}>
          {props.signed && (
            <p>
              {w.proof} <Link url={props.href('/nachweise')}>{w.state}</Link>,{' '}
              <Link url={props.href('/nachweise/schluessel')}>{w.key}</Link>.
            </p>
          )}
          <p>
            {w.notice} <Link url={props.href('/datenschutz')}>{w.noticeLink}</Link>.
          </p>
        </Panel>
      </Stack>
    </PublicPage>
  )
}

const toldOf = (id: string, language: Language): string => catalogue.find((one) => one.id === id)?.told[language] ?? id

function Promises({
  language,
  title,
  some,
}: Props & { readonly title: string; readonly some: readonly Result[] }): Html {
  const w = words(language)
  return (
    <Panel title={title}>
      <Rows
        rows={some.map(({ id, outcome }) => ({
          main: toldOf(id, language),
          note: outcome === 'kept' ? (lookedAt[id]?.[language] ?? w.fallback) : w.brokenSeen,
          end: outcome === 'kept' ? <Toned tone="success">{w.kept}</Toned> : <Toned tone="danger">{w.broken}</Toned>,
        }))}
      />
    </Panel>
  )
}
