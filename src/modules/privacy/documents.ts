import type { Language } from '#platform/text/language.ts'
import { notice } from './notice/notice.ts'
import { sampleCity, sampleOperator } from './notice/sample.ts'
import type { Notice, NoticeFacts } from './notice/types.ts'
import { declarations } from './notice/versions.ts'
import { type Entry, registerOf, type Rule, rulesOf } from './register.ts'
import { privacyTexts } from './texts.ts'

/** A committed document: its path in the project and its text. */
export type Document = { readonly path: string; readonly text: string }

/**
 * Notice and register of a made-up city, from everything that is declared in this program. They are committed, so that
 * a changed declaration shows as a changed text in review; the check compares them with what stands in docs/privacy.
 * @throws NoticeIncomplete when a declaration lacks something the law demands
 */
export function documents(): Document[] {
  const told = declarations()
  const facts: NoticeFacts = { organisation: sampleCity(), operator: sampleOperator(), recipients: [], ranges: {} }
  const made = (language: Language) => asMarkdown(notice(facts, told, language))
  return [
    { path: 'docs/privacy/notice.de.md', text: made('de') },
    { path: 'docs/privacy/notice.en.md', text: made('en') },
    { path: 'docs/privacy/register.md', text: asRegister(registerOf(facts, told, 'de'), rulesOf(facts, told, 'de')) },
  ]
}

const generated: Record<Language, string> = {
  de: '<!-- Erzeugt aus den Deklarationen; nicht von Hand ändern. Die Stadt ist erfunden. -->',
  en: '<!-- Generated from the declarations; do not edit. The city is made up. -->',
}

export function asMarkdown({ language, title, glance, parts }: Notice): string {
  const t = privacyTexts(language).notice
  return [
    generated[language],
    `# ${title}`,
    `## ${t.glance}`,
    glance.map((sentence) => `- ${sentence}`).join('\n'),
    ...parts.flatMap((part) => [
      `## ${part.title}`,
      ...part.text.map((sentence) => (part.strong ? `**${sentence}**` : sentence)),
      ...(part.facts ? [part.facts.map(({ term, values }) => listed(term, values)).join('\n')] : []),
    ]),
  ]
    .join('\n\n')
    .concat('\n')
}

const label = (term: string) => (term.endsWith('?') ? term : `${term}:`)
const listed = (term: string, values: readonly string[]) =>
  values.length === 1
    ? `- ${label(term)} ${values[0]}`
    : `- ${label(term)}\n${values.map((value) => `  - ${value}`).join('\n')}`

function asRegister(entries: readonly Entry[], rules: readonly Rule[]): string {
  const { register: t, periods: p } = privacyTexts('de')
  const cells = (...row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    generated.de,
    `# ${t.title}`,
    t.lead,
    ...entries.flatMap((entry) => [
      `## ${entry.why}`,
      [
        `- \`${entry.name}\``,
        listed(t.basis, entry.basis),
        listed(t.data, entry.data.length > 0 ? entry.data : [t.empty]),
        listed(t.recipients, entry.recipients),
        ...(entry.periods.length > 0 ? [listed(t.period, entry.periods)] : []),
      ].join('\n'),
    ]),
    `## ${p.title}`,
    p.lead,
    [
      cells(p.kind, p.table, p.start, p.period, p.latest, p.law),
      cells('---', '---', '---', '---', '---', '---'),
      ...rules.map((rule) =>
        cells(rule.kind, `\`${rule.table}\``, rule.start, rule.period, rule.grace || p.none, rule.law || p.none),
      ),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n')
}
