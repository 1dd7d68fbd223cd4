import type { Language } from '#platform/text/language.ts'
import { Actions, Button, Form, Panel, TextField, type Html } from '#platform/ui/index.ts'

export type SearchFormProps = {
  readonly language: Language
  readonly action: string
  readonly query: string
  readonly words: Readonly<Record<'title' | 'query' | 'hint' | 'search', string>>
}

/** One field for everything one knows of a person. The search is a POST: no name ever stands in an address. */
export const PersonSearchForm = ({ language, action, query, words: t }: SearchFormProps): Html => (
  <Panel>
    <Form action={action} search label={t.title}>
      <TextField
        language={language}
        name="query"
        label={t.query}
        hint={t.hint}
        type="search"
        value={query}
        maxlength={254}
        autocomplete="off"
        mark={false}
      />
      <Actions>
        <Button>{t.search}</Button>
      </Actions>
    </Form>
  </Panel>
)
