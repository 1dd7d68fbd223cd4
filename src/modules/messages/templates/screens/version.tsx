import type { StaffFrame } from '#platform/http/frame.ts'
import { type MailTemplate, partsOf } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, type Html, Link, Notice, PageHead, Panel, Stack, StaffPage } from '#platform/ui/index.ts'
import type { OwnTexts } from '../data.ts'
import { changesBetween } from '../diff.ts'
import { languages } from '../form.ts'
import { partNames } from '../labels.ts'
import { paths } from '../paths.ts'
import { wordingWords } from '../words.ts'

type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly template: MailTemplate
  /** 0 for our text. */
  readonly number: number
  readonly now: OwnTexts
  readonly wanted: OwnTexts
  readonly basis: number
}

/** What would change by going back to a version, part by part. */
export function VersionPage(props: Props): Html {
  const { frame, language, href, template, number } = props
  const w = wordingWords(language)
  const name = number === 0 ? w.ourText : w.version(number)
  const parts = changedParts(props)
  return (
    <StaffPage {...frame} title={`${name}: ${template.name[language]}`}>
      <PageHead
        title={w.difference(name)}
        lead={
          <>
            {template.name[language]}. <Link url={href(paths.edit(template.kind))}>{w.backToEditor}</Link>
          </>
        }
      />
      <Stack>
        {parts.length === 0 ? (
          <Notice language={language} tone="info">
            {w.differenceNone}
          </Notice>
        ) : (
          <>
            <p>{w.differenceLead}</p>
            {parts.map(({ label, changes, of }) => (
              <Panel title={label}>
                <p class="diff" lang={of}>
                  {changes.map(({ is, text }) =>
                    is === 'same' ? text : is === 'gone' ? <del>{text}</del> : <ins>{text}</ins>,
                  )}
                </p>
              </Panel>
            ))}
            <ActionForm
              action={href(paths.back(template.kind))}
              hidden={{ version: String(number), basis: String(props.basis) }}
              kind="primary"
            >
              {number === 0 ? w.returnOurs : w.return}
            </ActionForm>
          </>
        )}
      </Stack>
    </StaffPage>
  )
}

function changedParts({ language, template, now, wanted }: Props) {
  const w = wordingWords(language)
  const names = partNames(template, language)
  return languages.flatMap((of) =>
    partsOf(template).flatMap(({ id, part }) => {
      const [before, after] = [now[of][id] ?? part[of], wanted[of][id] ?? part[of]]
      if (part.law || before === after) return []
      return [{ of, label: `${names.get(id)}, ${w.languages[of]}`, changes: changesBetween(before, after) }]
    }),
  )
}
