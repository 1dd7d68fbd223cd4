import { EVERYWHERE, type MailTemplate } from '#platform/mail/parts.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { DataTable, Details, type Html, Link, Muted, Panel, Pill, Rows } from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import { wordingWords } from '../words.ts'
import { isOurs, type Version } from '../wordings.ts'

type Props = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly template: MailTemplate
  readonly versions: readonly Version[]
  readonly names: ReadonlyMap<string, string>
}

/** What the texts of this mail may contain. */
export function Placeholders({ language, template }: Pick<Props, 'language' | 'template'>): Html {
  const w = wordingWords(language)
  const all = Object.entries({ ...EVERYWHERE, ...template.placeholders })
  return (
    <Panel title={w.placeholders} lead={w.placeholdersLead}>
      <DataTable
        caption={w.placeholders}
        rows={all}
        columns={[
          {
            label: w.written,
            header: true,
            cell: ([name, { link }]) => <code>{link ? `[…]({${name}})` : `{${name}}`}</code>,
          },
          {
            label: w.means,
            cell: ([, { name, optional, link }]) => (
              <>
                {name[language]}
                {optional && <Muted> ({w.kinds.optional})</Muted>}
                {link && <Muted> ({w.kinds.link})</Muted>}
              </>
            ),
          },
          { label: w.example, cell: ([, { example }]) => <span class="plain-mail">{example[language]}</span> },
        ]}
      />
      <Details summary={w.rules}>
        <ul>
          {w.ruleList.map((rule) => (
            <li>{rule}</li>
          ))}
        </ul>
      </Details>
    </Panel>
  )
}

/** Who changed the text and when, and the way back. */
export function Versions({ language, zone, href, template, versions, names }: Props): Html {
  const w = wordingWords(language)
  const f = format(language, zone)
  const [now] = versions
  const ours = {
    main: w.ourText,
    end:
      now && !isOurs(now.texts) ? (
        <Link url={href(paths.version(template.kind, 0))}>{w.compare}</Link>
      ) : (
        <Pill tone="success">{w.inUse}</Pill>
      ),
  }
  return (
    <Panel title={w.versions} lead={versions.length === 0 ? w.versionsNone : undefined} id="versions">
      <Rows
        rows={[
          ...versions.map((one) => ({
            main: (
              <>
                {w.version(one.version)}
                {one.back_to !== null && `, ${w.backTo(one.back_to)}`}
              </>
            ),
            note: `${f.dateTime(one.made_at)}, ${w.by(names.get(one.made_by) ?? w.someone)}`,
            end:
              one === now ? (
                <Pill tone="success">{w.inUse}</Pill>
              ) : (
                <Link url={href(paths.version(template.kind, one.version))}>{w.compare}</Link>
              ),
          })),
          ours,
        ]}
      />
    </Panel>
  )
}
