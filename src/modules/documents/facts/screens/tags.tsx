import {
  ActionForm,
  Button,
  Details,
  EmptyState,
  fieldId,
  Form,
  type Html,
  Muted,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { TagRow } from '../data.ts'
import { TAGS } from '../paths.ts'
import { words } from '../texts.ts'
import { sentence, type TagChoice } from './facts.tsx'
import { type Framed, Saved } from './types.tsx'

type Props = Framed & {
  readonly tags: readonly TagRow[]
  readonly choices: readonly TagChoice[]
  readonly counts: ReadonlyMap<string, number>
  /** Codes of what was wrong with the name that was entered. */
  readonly problem?: string | undefined
}

export function TagsPage(props: Props): Html {
  const { frame, language, choices, saved } = props
  const t = words(language).tagSetup
  return (
    <StaffPage {...frame} title={t.title} notices={<Saved language={language} saved={saved} />}>
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        <Panel>
          {choices.length === 0 && <EmptyState title={t.empty}>{t.emptyHint}</EmptyState>}
          {choices.map((choice) => (
            <TagForm {...props} choice={choice} />
          ))}
        </Panel>
        <Panel title={t.create}>
          <NameAndParent {...props} action={`${TAGS}/neu`} button={t.add} />
        </Panel>
      </Stack>
    </StaffPage>
  )
}

function TagForm(props: Props & { readonly choice: TagChoice }): Html {
  const { language, href, choice, tags, counts } = props
  const t = words(language).tagSetup
  const tag = tags.find(({ id }) => id === choice.id)
  return (
    <Details summary={`${choice.name} (${t.used(counts.get(choice.id) ?? 0)})`}>
      <NameAndParent {...props} tag={tag} action={`${TAGS}/${choice.id}`} button={t.save} problem={undefined} />
      <p>
        <Muted>{t.removeHint}</Muted>
      </p>
      <ActionForm action={href(`${TAGS}/${choice.id}/entfernen`)} kind="danger">
        {t.remove}
      </ActionForm>
    </Details>
  )
}

type Fields = Props & { readonly tag?: TagRow | undefined; readonly action: string; readonly button: string }

function NameAndParent({ language, href, tag, choices, action, button, problem }: Fields): Html {
  const t = words(language).tagSetup
  const id = tag?.id ?? 'neu'
  return (
    <Form action={href(action)} label={tag ? t.change(tag.name) : t.create}>
      <TextField
        language={language}
        name="name"
        id={fieldId(`name-${id}`)}
        label={t.name}
        value={tag?.name ?? ''}
        error={problem && sentence(language, problem, t.name)}
        maxlength={80}
        required
      />
      <SelectField
        language={language}
        name="parent"
        id={fieldId(`parent-${id}`)}
        label={t.parent}
        mark={false}
        value={tag?.parent_id ?? ''}
        empty={t.top}
        options={choices.filter((one) => one.id !== tag?.id).map((one) => ({ value: one.id, label: one.name }))}
      />
      <div>
        <Button kind={tag ? 'secondary' : 'primary'}>{button}</Button>
      </div>
    </Form>
  )
}
