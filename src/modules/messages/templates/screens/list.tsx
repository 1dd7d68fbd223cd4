import type { StaffFrame } from '#platform/http/frame.ts'
import type { MailTemplate } from '#platform/mail/parts.ts'
import { partsOf } from '#platform/mail/parts.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ButtonLink,
  type Column,
  DataTable,
  type Html,
  KeyValue,
  Link,
  Muted,
  PageHead,
  Panel,
  Pill,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { mailAccent } from '../../mail-style.ts'
import type { OwnTexts } from '../data.ts'
import { paths } from '../paths.ts'
import { wordingWords } from '../words.ts'
import { isOurs } from '../wordings.ts'

type InUse = { readonly texts: OwnTexts; readonly made_at: Temporal.Instant }
type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly accent: string
  readonly href: (path: string) => string
  readonly templates: readonly MailTemplate[]
  readonly inUse: ReadonlyMap<string, InUse>
  readonly fits: (template: MailTemplate) => boolean
}

/** Whether staff may change anything at all. */
export const isFixed = (template: MailTemplate): boolean => partsOf(template).every(({ part }) => part.law)

export function ListPage(props: Props): Html {
  const { frame, language, href, templates } = props
  const w = wordingWords(language)
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead
        title={w.title}
        lead={w.lead}
        actions={
          <ButtonLink url={href(paths.gallery)} kind="secondary">
            {w.gallery}
          </ButtonLink>
        }
      />
      <Stack>
        <Panel>
          <DataTable
            caption={w.title}
            rows={templates.toSorted((a, b) => a.kind.localeCompare(b.kind))}
            columns={columns(props)}
          />
        </Panel>
        <Colours {...props} />
      </Stack>
    </StaffPage>
  )
}

function columns({ language, zone, href, inUse, fits }: Props): Column<MailTemplate>[] {
  const w = wordingWords(language)
  const f = format(language, zone)
  return [
    {
      label: w.mail,
      header: true,
      cell: (template) => (
        <>
          <Link url={href(paths.edit(template.kind))}>{template.name[language]}</Link>
          <br />
          <Muted>{template.when[language]}</Muted>
        </>
      ),
    },
    {
      label: w.text,
      cell: (template) => {
        const own = inUse.get(template.kind)
        if (!fits(template)) return <Pill tone="warning">{w.passed}</Pill>
        if (own && !isOurs(own.texts)) return <Pill tone="accent">{w.own(f.shortDate(own.made_at))}</Pill>
        return isFixed(template) ? <Muted>{w.fixed}</Muted> : <Muted>{w.ours}</Muted>
      },
    },
  ]
}

function Colours({ language, zone, accent }: Props): Html {
  const w = wordingWords(language)
  const twins = mailAccent(accent)
  const number = (ratio: number) => format(language, zone).number(Math.floor(ratio * 10) / 10, 1)
  return (
    <Panel title={w.colours} lead={w.coloursLead}>
      <KeyValue
        items={(['light', 'dark'] as const).map((mode) => ({
          term: w.modes[mode],
          value: w.colour(twins[mode].accent, number(twins[mode].ratio)),
        }))}
      />
    </Panel>
  )
}
