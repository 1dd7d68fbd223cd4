import type { DocumentAsked, DocumentPanel, ShownDocument } from '../viewing/panels.ts'
import { documentPage } from '../viewing/paths.ts'
import { namesFor } from '../facts/actions/links.ts'
import { sealedArchives } from '../sealing/members.ts'
import { redactionsOf } from '../viewing/redaction/copy.ts'
import { keptOf } from './actions/keeping.ts'
import { groundOfType, lockOn } from './actions/locks.ts'
import { sharesOf } from './actions/shares.ts'
import { stampingsOf, stampsFor } from './actions/stamping.ts'
import { stampsOf } from './actions/stamps.ts'
import { tasksOf } from './actions/tasks.ts'
import { actsOf } from './audit.ts'
import { ActsPanel } from './screens/acts.tsx'
import { LINK_ISLAND } from './screens/link-field.tsx'
import { KeepingPanel } from './screens/keeping.tsx'
import { LockPanel } from './screens/lock.tsx'
import { act, workOf } from './paths.ts'
import { SealedSharesPanel } from './screens/sealed-shares.tsx'
import { ShownPanel } from './screens/shown.tsx'
import { SharesPanel } from './screens/shares.tsx'
import { ArchivePanel, StampsPanel } from './screens/stamps.tsx'
import { TasksPanel } from './screens/tasks.tsx'
import { peopleOf } from './who.ts'

const of = async (asked: DocumentAsked, { document }: ShownDocument) => ({
  language: asked.language,
  zone: asked.at.organisation.zone,
  href: asked.href,
  document,
  people: await peopleOf(asked.at, asked.language),
})
const todayAt = ({ at }: DocumentAsked): string =>
  at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

const stamps: DocumentPanel = {
  name: 'stamps',
  tab: 'work',
  order: 10,
  show: async (asked, shown) => (
    <StampsPanel
      {...await of(asked, shown)}
      stampings={await stampingsOf(asked.at, shown.document.id)}
      offered={await stampsFor(asked.at, shown.document)}
      mayFile={shown.may.file}
    />
  ),
}

const tasks: DocumentPanel = {
  name: 'tasks',
  tab: 'work',
  order: 20,
  show: async (asked, shown) => (
    <TasksPanel
      {...await of(asked, shown)}
      tasks={await tasksOf(asked.at, { documentId: shown.document.id })}
      stamps={await stampsOf(asked.at)}
      today={todayAt(asked)}
      mayFile={shown.may.file}
    />
  ),
}

const links: DocumentPanel = {
  name: 'shares',
  tab: 'work',
  order: 30,
  islands: [LINK_ISLAND],
  show: async (asked, shown) => (
    <SharesPanel
      {...await of(asked, shown)}
      absolute={asked.absolute}
      shares={await sharesOf(asked.at, shown.document.id)}
      version={shown.version.number}
      mayFile={shown.may.file}
      redacted={(await isRedacted(asked, shown)) ? { uncovers: shown.may.lock } : undefined}
      madeAt={isSealed(shown) ? asked.href(documentPage(shown.document.id)) : undefined}
      until={inAMonth(asked)}
    />
  ),
}

const isRedacted = async ({ at }: DocumentAsked, { document, version }: ShownDocument): Promise<boolean> =>
  (await redactionsOf(at, document.id, version.number)).length > 0

const isSealed = ({ archive }: ShownDocument): boolean => archive.mode === 'client-only'
const inAMonth = (asked: DocumentAsked): string => Temporal.PlainDate.from(todayAt(asked)).add({ months: 1 }).toString()

/** In archives that no server reads a link is made by the device that has opened the document, beside it. */
const sealedLinks: DocumentPanel = {
  name: 'sealed-shares',
  tab: 'document',
  order: 60,
  islands: ['documents/sealed-share.js', LINK_ISLAND],
  async show(asked, shown) {
    const { at, language, href } = asked
    const { document, archive, version, may } = shown
    if (!isSealed(shown) || !may.file) return undefined
    if (!(await sealedArchives(at)).some(({ id, ownShare }) => id === archive.id && ownShare)) return undefined
    return (
      <SealedSharesPanel
        language={language}
        organisation={at.organisation.id}
        address={href(act(document.id, 'verschlossen-teilen'))}
        version={version.number}
        until={inAMonth(asked)}
        work={`${href(workOf(document.id))}#shares`}
      />
    )
  },
}

/** Whether the person sees it; only where somebody with an account may be meant. */
const customers: DocumentPanel = {
  name: 'customers',
  tab: 'work',
  order: 40,
  async show(asked, shown) {
    const { holder_id, shown_at } = shown.document
    // what no server opens it cannot hand out in an account either
    const known = !isSealed(shown) && (shown_at !== null || (await namesFor(asked.at, [holder_id])).has(holder_id))
    return shown.may.file && known ? <ShownPanel {...await of(asked, shown)} /> : undefined
  },
}

/** From when until when it is kept, and why. */
const keeping: DocumentPanel = {
  name: 'keeping',
  tab: 'document',
  order: 40,
  async show({ at, language }, { document }) {
    const kept = await keptOf(at, document)
    return kept && <KeepingPanel language={language} zone={at.organisation.zone} kept={kept} />
  },
}

/** The lock where there is one, else the way to archive. */
const lock: DocumentPanel = {
  name: 'lock',
  tab: 'work',
  order: 50,
  async show(asked, shown) {
    const { document } = shown
    const found = await lockOn(asked.at, document.id)
    const props = await of(asked, shown)
    if (found) return <LockPanel {...props} lock={found} mayLock={shown.may.lock} today={todayAt(asked)} />
    const archives = (await stampsFor(asked.at, document)).find(({ movesTo }) => movesTo === 'archived')
    if (!archives || !shown.may.lock) return undefined
    return <ArchivePanel {...props} stamp={archives} ofType={await groundOfType(asked.at, document.type_id)} />
  },
}

const history: DocumentPanel = {
  name: 'acts',
  tab: 'history',
  order: 50,
  show: async (asked, shown) => (
    <ActsPanel
      {...await of(asked, shown)}
      found={await actsOf(asked.at, shown.document.id)}
      stampNames={new Map((await stampsOf(asked.at)).map(({ id, name }) => [id, name]))}
    />
  ),
}

/** Stamps, tasks, archive lock and course of a document. */
export const workPanels: readonly DocumentPanel[] = [
  keeping,
  stamps,
  tasks,
  links,
  sealedLinks,
  customers,
  lock,
  history,
]
