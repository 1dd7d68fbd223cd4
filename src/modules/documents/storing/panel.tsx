import { format } from '#platform/text/format.ts'
import { ActionForm, KeyValue, Link, Notice, Panel } from '#platform/ui/index.ts'
import { documentPage } from '../viewing/paths.ts'
import type { DocumentPanel } from '../viewing/panels.ts'
import { lockOn } from '../working/actions/locks.ts'
import { BIN_DAYS } from './bin.ts'
import { custodyWords } from './custody-texts.ts'
import { db } from './data.ts'
import { custodyPaths } from './paths.ts'

/** Where and how the file lies: when it was stored and verified, how often it was opened, and its receipt. */
const custody: DocumentPanel = {
  name: 'custody',
  tab: 'history',
  order: 30,
  async show({ at, language, href }, { document, version }) {
    const w = custodyWords(language)
    const f = format(language, at.organisation.zone)
    const { count } = await db(at)
      .selectFrom('document_leases')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('version_id', '=', version.id)
      .executeTakeFirstOrThrow()
    return (
      <Panel title={w.custody} lead={w.custodyLead} id="custody">
        {version.damaged_at && (
          <Notice language={language} tone="danger">
            {w.damaged}
          </Notice>
        )}
        <KeyValue
          items={[
            { term: w.stored, value: f.dateTime(version.stored_at) },
            { term: w.verified, value: f.dateTime(version.verified_at) },
            { term: w.openings, value: w.opened(count) },
          ]}
        />
        <p>
          <Link url={href(`${custodyPaths(document.id).receipt}?fassung=${version.number}`)}>{w.receipt}</Link>
        </p>
      </Panel>
    )
  },
}

/** Into the bin and out again; for those who may delete. */
const bin: DocumentPanel = {
  name: 'bin',
  tab: 'work',
  order: 90,
  async show({ at, language, href }, { document, may }) {
    const w = custodyWords(language)
    const inBin = document.state === 'trash'
    if (inBin ? !may.file : !may.lock) return undefined
    // what is locked goes nowhere: its panel says until when
    if (!inBin && (await lockOn(at, document.id))) return undefined
    const paths = custodyPaths(document.id)
    const until = document.keep_from?.add({ hours: 24 * BIN_DAYS })
    return (
      <Panel title={w.bin} lead={w.binLead} id="bin">
        {inBin && until && <p>{w.until(format(language, at.organisation.zone).date(until))}</p>}
        <ActionForm action={href(inBin ? paths.restore : paths.trash)}>{inBin ? w.restore : w.trash}</ActionForm>
      </Panel>
    )
  },
}

export const storingPanels: readonly DocumentPanel[] = [custody, bin]

export const workTab = (id: string): string => documentPage(id, 'work')
