import { sql } from 'kysely'
import { officerFigure, officerPage } from '../overview/pages.ts'
import { raw } from '../ledger/rows.ts'
import { holdInForce } from '../erasure/statements.ts'
import { retentionPaths } from './paths.ts'
import { mayHold } from './routes.tsx'
import { retentionTexts } from './texts.ts'

officerPage({
  path: retentionPaths.holds,
  label: { de: 'Sperren', en: 'Holds' },
  about: { de: 'Was zurzeit nicht gelöscht werden darf', en: 'What must not be deleted for now' },
  may: mayHold,
  order: 215,
  group: 'rules',
})

officerFigure({
  order: 35,
  read: async (at, language) => {
    const t = retentionTexts(language)
    const { rows } = await sql<{ holds: number; waiting: number }>`
      select (select count(*)::int from holds where ${holdInForce(at)}) as holds,
        (select count(*)::int from erasures_waiting) as waiting`.execute(raw(at))
    const { holds, waiting } = rows[0] ?? { holds: 0, waiting: 0 }
    if (holds + waiting === 0) return []
    return [
      {
        label: t.held,
        value: String(holds),
        note: t.heldNote(waiting),
        ...(waiting > 0 ? { tone: 'warning' as const } : {}),
        href: retentionPaths.holds,
      },
    ]
  },
})
