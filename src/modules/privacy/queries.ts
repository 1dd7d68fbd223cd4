import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import { leftOver } from './erasure/left-over.ts'
import { missingFacts } from './notice/notice.ts'
import { nameOf } from './notice/periods.ts'
import { declarations, noticeFacts } from './notice/versions.ts'
import { readFigures } from './overview/pages.ts'
import type { Overview } from './overview/screen.tsx'
import { privacyTexts } from './texts.ts'

/** What the officer's overview shows; counts only. */
export async function overview(at: Scope<string>, language: Language): Promise<Overview> {
  const [left, facts, figures] = await Promise.all([
    leftOver(at, { withGrace: true }),
    noticeFacts(at),
    readFigures(at, language),
  ])
  return { zone: at.organisation.zone, figures, overdueBy: overdueBy(left, language), missing: missingFacts(facts) }
}

function overdueBy(left: Awaited<ReturnType<typeof leftOver>>, language: Language): Overview['overdueBy'] {
  const t = privacyTexts(language).office
  const told = declarations()
  const named = Object.entries(left.rows).map(([name, count]) => {
    const table = told.tables.find((one) => one.name === name)
    return { kind: (table && nameOf(table, language, told)) || name, count }
  })
  const others = [
    { kind: t.leftPeople, count: left.people },
    { kind: t.leftRisen, count: left.risen },
    { kind: t.leftUnstarted, count: left.unstarted },
  ]
  return [...named, ...others.filter(({ count }) => count > 0)]
}
