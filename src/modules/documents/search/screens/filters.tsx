import { Actions, Button, ButtonLink, Details, Form, type Html, SelectField, TextField } from '#platform/ui/index.ts'
import { ways } from '../../types.ts'
import { DOCUMENTS } from '../../viewing/paths.ts'
import { filtersOf } from '../address.ts'
import { words } from '../texts.ts'
import { COMPLETIONS, type ListProps } from './props.ts'

const states = ['new', 'checked', 'approved', 'archived', 'rejected', 'trash'] as const
const orders = ['newest', 'oldest'] as const

/** The one field for words, and what narrows the list. Sent in the body: no word ever stands in an address. */
export function Filters(props: ListProps): Html {
  const { language, href, input, query, archives, choices } = props
  const t = words(language)
  const set = Object.keys(filtersOf(input)).length
  const choice = (
    name: string,
    label: string,
    value: string | undefined,
    from: readonly { id: string; name: string }[],
  ) =>
    from.length === 0 ? (
      <></>
    ) : (
      <SelectField
        language={language}
        name={name}
        label={label}
        value={value ?? ''}
        empty={t.any}
        mark={false}
        options={from.map((one) => ({ value: one.id, label: one.name }))}
      />
    )
  const fixed = <Value extends string>(list: readonly Value[], names: Readonly<Record<Value, string>>) =>
    list.map((id) => ({ id, name: names[id] }))
  return (
    <section class="panel">
      <Form
        action={href(DOCUMENTS)}
        search
        label={t.title}
        hidden={{
          ...(input.person ? { person: input.person } : {}),
          ...(input.ansicht ? { ansicht: input.ansicht } : {}),
        }}
      >
        <search-words data-address={href(COMPLETIONS)} data-say={t.completionsSaid}>
          <TextField
            language={language}
            name="query"
            label={t.query}
            hint={t.hint}
            type="search"
            value={query}
            maxlength={1_000}
            autocomplete="off"
            mark={false}
          />
          <div class="search-words" role="group" aria-label={t.completions} data-words="" hidden />
          <span class="sr" role="status" />
        </search-words>
        <Details summary={set > 0 ? t.narrowed(set) : t.narrow} open={set > 0 || input.reihe !== undefined}>
          <div class="row">
            {choice('archiv', t.archive, input.archiv, archives)}
            {choice('typ', t.type, input.typ, choices.types)}
            {choice('schlagwort', t.tag, input.schlagwort, choices.tags)}
            {choice('akte', t.case, input.akte, choices.cases)}
            {choice('stand', t.state, input.stand, fixed(states, t.states))}
            {choice('weg', t.way, input.weg, fixed(ways, t.ways))}
            <TextField
              language={language}
              name="von"
              label={t.from}
              type="date"
              value={input.von?.toString()}
              mark={false}
            />
            <TextField
              language={language}
              name="bis"
              label={t.until}
              type="date"
              value={input.bis?.toString()}
              mark={false}
            />
            <SelectField
              language={language}
              name="reihe"
              label={t.order}
              value={input.reihe ?? ''}
              empty={t.orders.best}
              mark={false}
              options={orders.map((value) => ({ value, label: t.orders[value] }))}
            />
          </div>
        </Details>
        <Actions>
          <Button>{t.search}</Button>
          {(query !== '' || set > 0) && (
            <ButtonLink kind="tertiary" url={href(DOCUMENTS)}>
              {t.all}
            </ButtonLink>
          )}
        </Actions>
      </Form>
    </section>
  )
}
