import type { StaffFrame } from '#platform/http/frame.ts'
import type { MailTemplate } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  FieldSet,
  Form,
  type Html,
  Link,
  Muted,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import { wordingWords } from '../words.ts'

type Look = {
  readonly sprache: Language
  readonly modus: 'light' | 'dark'
  readonly form: 'html' | 'text'
  readonly breite: 'phone' | 'desk'
  readonly muster: string
}
type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly templates: readonly MailTemplate[]
  readonly look: Look
}

const choices = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

/** The address of one mail in a frame. */
export const sheetUrl = (href: Props['href'], kind: string, { sprache, modus, form, muster }: Omit<Look, 'breite'>) =>
  `${href(paths.sheet(kind))}?${new URLSearchParams({ sprache, modus, form, ...(muster ? { muster } : {}) })}`

/** All mails at once, as a reader sees them. */
export function GalleryPage({ frame, language, href, templates, look }: Props): Html {
  const w = wordingWords(language)
  const frameClass = look.breite === 'phone' ? 'sheet-frame sheet-frame-phone' : 'sheet-frame'
  return (
    <StaffPage {...frame} title={w.gallery}>
      <PageHead title={w.gallery} lead={<Link url={href(paths.list)}>{w.back}</Link>} />
      <Stack>
        <Panel>
          <Form action={href(paths.gallery)} method="get" label={w.show}>
            <FieldSet legend={w.show} row>
              <SelectField
                {...{ language, name: 'sprache', label: w.language, value: look.sprache, empty: false, mark: false }}
                options={choices(w.languages)}
              />
              <SelectField
                {...{ language, name: 'modus', label: w.mode, value: look.modus, empty: false, mark: false }}
                options={choices(w.modes)}
              />
              <SelectField
                {...{ language, name: 'breite', label: w.width, value: look.breite, empty: false, mark: false }}
                options={choices(w.widths)}
              />
              <SelectField
                {...{ language, name: 'form', label: w.form, value: look.form, empty: false, mark: false }}
                options={choices(w.forms)}
              />
            </FieldSet>
            <Button kind="secondary">{w.show}</Button>
          </Form>
        </Panel>
        <div class={look.breite === 'phone' ? 'sheets' : 'stack'}>
          {templates.map((template) => (
            <section>
              <h2>
                <Link url={href(paths.edit(template.kind))}>{template.name[language]}</Link>
              </h2>
              <p>
                <Muted>{template.when[language]}</Muted>
              </p>
              <iframe
                class={frameClass}
                title={template.name[language]}
                src={sheetUrl(href, template.kind, look)}
                loading="lazy"
                sandbox=""
              />
            </section>
          ))}
        </div>
      </Stack>
    </StaffPage>
  )
}
