import { tableNamed } from '#platform/data/table.ts'
import { texts } from '#platform/text/texts.ts'
import { restrictionTexts } from '../restriction/texts.ts'
import { columnWords, kindName } from './labels.ts'
import { activityWords, coded, type Reads, valueWords } from './value-words.ts'

// What the codes in our own tables mean.
const whose = texts(
  {
    person: 'von Ihnen selbst',
    staff: 'vom Team',
    guardian: 'von einer sorgeberechtigten Person',
    system: 'vom Programm',
  },
  { person: 'by yourself', staff: 'by the staff', guardian: 'by a guardian', system: 'by the program' },
)
const ways = texts({ mail: 'per Mail', letter: 'per Brief' }, { mail: 'by mail', letter: 'by letter' })
const outcomes = texts(
  { upheld: 'anerkannt', overridden: 'nicht anerkannt: andere Gründe wiegen schwerer' },
  { upheld: 'upheld', overridden: 'not upheld: other reasons weigh more' },
)
const states = texts(
  { open: 'noch nicht entschieden', done: 'berichtigt', refused: 'abgelehnt' },
  { open: 'not decided yet', done: 'put right', refused: 'refused' },
)

const tables: Reads = (value, language) => (typeof value === 'string' ? kindName(value, language) : undefined)
const columns: Reads = (value, language, row) => {
  const table = tableNamed(String(row['object_table']))
  return table && columnWords(table, String(value))?.[language]
}

valueWords('consents', { activity: activityWords, given_by: coded(whose) })
valueWords('restrictions', {
  ground: coded((language) => restrictionTexts(language).grounds),
  allowed: activityWords,
  only_for: activityWords,
  announced_by: coded(ways),
})
valueWords('restricted', { allowed: activityWords, only_for: activityWords })
valueWords('objections', { activity: activityWords, outcome: coded(outcomes) })
valueWords('corrections', {
  object_table: tables,
  object_column: columns,
  state: coded(states),
  asked_by: coded(whose),
})
valueWords('portable_items', { kind: tables })
