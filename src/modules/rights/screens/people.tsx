import { Actions, Button, CheckField, Form, type Html, Name, TextField } from '#platform/ui/index.ts'
import type { Candidate } from '../queries.ts'
import { words } from '../texts.ts'
import { hiddenOf, type StepProps } from './fields.tsx'

export type PeopleProps = StepProps & { readonly candidates: readonly Candidate[]; readonly search: string }

/** Whom a request is about: everybody kept under what it says, to be ticked by somebody who thinks. */
export function PeopleForm(props: PeopleProps): Html {
  const { language, candidates } = props
  const w = words(language).steps.persons
  return (
    <>
      <p>{w.text}</p>
      {candidates.length === 0 ? (
        <p class="muted">{w.none}</p>
      ) : (
        <Form action={props.action('personen')} hidden={hiddenOf(props)} label={w.title}>
          {candidates.map((one) => (
            <CheckField
              language={language}
              name="persons"
              id={`person-${one.id}`}
              value={one.id}
              label={one.name || w.unnamed}
              hint={<About {...props} candidate={one} />}
              checked={one.chosen || one.like === 'same-name'}
              mark={false}
            />
          ))}
          <Actions>
            <Button>{w.save}</Button>
          </Actions>
        </Form>
      )}
      <Form action={props.action('suchen')} hidden={hiddenOf(props)} search label={w.search}>
        <TextField
          language={language}
          name="search"
          label={w.search}
          value={props.search}
          maxlength={254}
          mark={false}
        />
        <Actions>
          <Button kind="secondary">{w.searchButton}</Button>
        </Actions>
      </Form>
      {!candidates.some(({ chosen }) => chosen) && (
        <Form action={props.action('nichts')} hidden={hiddenOf(props)} label={w.nobody}>
          <p class="small muted">{w.nobodyText}</p>
          <Actions>
            <Button kind="tertiary">{w.nobody}</Button>
          </Actions>
        </Form>
      )}
    </>
  )
}

function About({ language, candidate: one }: PeopleProps & { readonly candidate: Candidate }): Html {
  const w = words(language).steps.persons
  const like = one.like === 'same-name' ? w.sameName : one.like === 'same-address' ? w.same : ''
  const parts = [one.mail, one.phone, like].filter(Boolean)
  return (
    <>
      {parts.map((part, place) => (
        <>
          {place > 0 && ' · '}
          <Name>{part}</Name>
        </>
      ))}
    </>
  )
}
