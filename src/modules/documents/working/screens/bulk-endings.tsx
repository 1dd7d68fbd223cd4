import {
  Actions,
  Button,
  CheckField,
  type Children,
  Form,
  type HiddenFields,
  type Html,
  Muted,
  SelectField,
} from '#platform/ui/index.ts'
import type { Language } from '#platform/text/language.ts'
import type { CaseChoices } from '../../facts/actions/cases.ts'
import type { TypeRow } from '../../facts/data.ts'
import type { TagChoice } from '../../facts/screens/facts.tsx'
import type { Asked } from '../../facts/screens/links.tsx'
import { EXPORT } from '../../exchange/paths.ts'
import { bulkWords } from '../bulk-texts.ts'
import { BULK } from '../paths.ts'
import { grounds } from '../rules/period.ts'
import type { Stamp } from '../rules/stamps.ts'
import { words } from '../texts.ts'
import type { People } from '../who.ts'

/** What can be chosen from while working on several documents. */
export type BulkChoices = {
  readonly stamps: readonly Stamp[]
  readonly people: People
  readonly archives: readonly { readonly id: string; readonly name: string }[]
  readonly types: readonly TypeRow[]
  readonly tags: readonly TagChoice[]
  readonly cases: CaseChoices
  readonly mayLock: boolean
  /** Somebody was looked for. */
  readonly asked?: Asked | undefined
}
export type ActsProps = BulkChoices & {
  readonly language: Language
  readonly href: (path: string) => string
  /** The chosen documents, with commas. */
  readonly ids: string
}

type FormProps = Pick<ActsProps, 'href' | 'ids'> & {
  readonly hidden: HiddenFields
  readonly children: Children
}
/** A form that does one thing with the chosen documents. */
export const ActForm = ({ href, ids, hidden, children }: FormProps): Html => (
  <Form action={href(BULK)} hidden={{ ids, ...hidden }}>
    {children}
  </Form>
)

/** Archives them all, each for the period that is chosen here. */
export function ArchiveForm({ language, href, ids, stamp }: ActsProps & { readonly stamp: string }): Html {
  const w = words(language).archive
  return (
    <ActForm href={href} ids={ids} hidden={{ act: 'archive', stamp }}>
      <p>{w.lead}</p>
      <SelectField
        empty={false}
        language={language}
        name="ground"
        label={w.ground}
        required
        options={[
          { value: 'type', label: bulkWords(language).byType },
          ...grounds.map(({ key }) => ({ value: key, label: w.grounds[key as keyof typeof w.grounds] })),
        ]}
        value="vouchers"
      />
      <CheckField language={language} name="sure" label={w.sure} required />
      <div>
        <Button kind="secondary">{bulkWords(language).archive}</Button>
      </div>
    </ActForm>
  )
}

/** What shows them to people outside, or takes them out of sight. */
export function FurtherForms({ language, href, ids, mayLock }: ActsProps): Html {
  const t = bulkWords(language)
  return (
    <>
      <Actions>
        <Form method="get" action={href(EXPORT)} hidden={{ ids }}>
          <Button kind="secondary">{t.take}</Button>
        </Form>
        {(['show', 'hide', 'restore'] as const).map((act) => (
          <ActForm href={href} ids={ids} hidden={{ act }}>
            <Button kind="secondary">{t[act]}</Button>
          </ActForm>
        ))}
        {mayLock && (
          <ActForm href={href} ids={ids} hidden={{ act: 'trash' }}>
            <Button kind="danger">{t.trash}</Button>
          </ActForm>
        )}
      </Actions>
      {mayLock && <Muted>{t.trashHint}</Muted>}
    </>
  )
}
