import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ChoiceGroup,
  Form,
  type HiddenFields,
  type Html,
  KeyValue,
  Link,
  Muted,
  Name,
  Notice,
  Panel,
  Rows,
  SelectField,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import { personPage } from '#people'
import { documentPage } from '../../viewing/paths.ts'
import type { Case, CaseChoices } from '../actions/cases.ts'
import { type LinkedPerson, personRoles } from '../actions/links.ts'
import { casePage, linksPage } from '../paths.ts'
import { words } from '../texts.ts'

export type LikeShown = {
  readonly id: string
  readonly title: string
  readonly likeness: number
  readonly same: boolean
}
export type LinksProps = {
  readonly language: Language
  readonly href: (path: string) => string
  readonly zone: string
  readonly documentId: string
  readonly archiveNumber: number | null
  readonly inCase: Case | undefined
  readonly people: readonly LinkedPerson[]
  readonly like: readonly LikeShown[]
}

/** What a document belongs to, beside the viewer. */
export function LinksPanel(props: LinksProps & { readonly mayChange: boolean }): Html {
  const { language, href, documentId, inCase, people, like, archiveNumber, mayChange } = props
  const t = words(language).links
  const items = [
    {
      term: t.case,
      value: inCase ? <CaseLink {...props} matter={inCase} /> : <Muted>{t.noCase}</Muted>,
    },
    {
      term: t.people,
      value:
        people.length === 0 ? (
          <Muted>{t.noPeople}</Muted>
        ) : (
          people.map((person) => (
            <div>
              <Link url={href(personPage(person.id))}>
                <Name>{person.name}</Name>
              </Link>{' '}
              <Muted>{t.roles[person.role]}</Muted>
            </div>
          ))
        ),
    },
    ...(archiveNumber === null ? [] : [{ term: t.archiveNumber, value: String(archiveNumber) }]),
  ]
  return (
    <Panel
      title={t.title}
      id="zusammenhang"
      aside={mayChange && <Link url={href(linksPage(documentId))}>{t.open}</Link>}
    >
      <KeyValue items={items} small />
      {like.length > 0 && (
        <>
          <h3>{t.like}</h3>
          <Rows rows={like.map((one) => likeRow(props, one))} />
        </>
      )}
    </Panel>
  )
}

const likeRow = ({ language, href, zone }: LinksProps, one: LikeShown) => {
  const t = words(language).links
  return {
    main: (
      <Link url={href(documentPage(one.id))}>
        <Name>{one.title}</Name>
      </Link>
    ),
    note: one.same ? t.same : t.nearly(format(language, zone).percent(one.likeness)),
  }
}

function CaseLink({ href, matter: one }: { readonly href: (path: string) => string; readonly matter: Case }): Html {
  return (
    <Link url={href(casePage(one.id))}>
      {one.number} <Name>{one.shownTitle}</Name>
    </Link>
  )
}

export type Asked = { readonly query: string; readonly found: readonly { readonly id: string; readonly name: string; readonly mail: string }[] } // oxfmt-ignore

/** The forms for case, people and paper. */
export function LinksForms(
  props: LinksProps & { readonly choices: CaseChoices; readonly asked?: Asked | undefined },
): Html {
  const { language, href, documentId, inCase, archiveNumber, people, choices } = props
  const t = words(language).links
  const at = (what: string) => href(`${linksPage(documentId)}/${what}`)
  return (
    <Stack>
      <Panel title={t.case}>
        {inCase && (
          <p>
            <CaseLink {...props} matter={inCase} />
          </p>
        )}
        <Form action={at('akte')}>
          <CaseFields language={language} choices={choices} label={t.case} empty={t.noCase} value={inCase?.id ?? ''} />
          <div>
            <Button>{t.chooseCase}</Button>
          </div>
        </Form>
      </Panel>
      <Panel title={t.people}>
        {people.length > 0 && (
          <Rows
            rows={people.map((person) => ({
              main: <Name>{person.name}</Name>,
              note: t.roles[person.role],
              end: !person.holder && (
                <ActionForm action={at('loesen')} hidden={{ person: person.id, role: person.role }}>
                  {t.unlink}
                  <span class="sr"> {person.name}</span>
                </ActionForm>
              ),
            }))}
          />
        )}
        <PersonSearch {...props} action={at('person')} linkTo={at('zuordnen')} />
      </Panel>
      <Panel title={t.archiveNumber}>
        <Form action={at('nummer')}>
          <TextField
            language={language}
            name="number"
            label={t.archiveNumber}
            hint={t.archiveNumberHint}
            mark={false}
            inputmode="numeric"
            width="short"
            value={archiveNumber ?? ''}
            maxlength={9}
          />
          <div>
            <Button>{t.saveNumber}</Button>
          </div>
        </Form>
      </Panel>
    </Stack>
  )
}

type CaseFieldsProps = {
  readonly language: Language
  readonly choices: CaseChoices
  readonly label: string
  readonly empty: string
  readonly value: string
}

/** Chooses among the newest open cases; where there are more, any by its number. */
export function CaseFields({ language, choices: { cases, more }, label, empty, value }: CaseFieldsProps): Html {
  const t = words(language).cases
  return (
    <>
      <SelectField
        language={language}
        name="case"
        label={label}
        mark={false}
        value={value}
        empty={empty}
        options={cases.map((one) => ({ value: one.id, label: `${one.number} ${one.shownTitle}` }))}
      />
      {more && (
        <TextField
          language={language}
          name="number"
          id="field-case-number"
          label={t.otherNumber}
          hint={t.otherHint(cases.length)}
          mark={false}
          maxlength={60}
          width="medium"
        />
      )}
    </>
  )
}

type SearchProps = {
  readonly language: Language
  readonly asked?: Asked | undefined
  readonly action: string
  readonly linkTo: string
  /** Without roles a person is linked as such, to a case. */
  readonly plain?: boolean
  /** What goes with both forms, and with the one that links. */
  readonly hidden?: HiddenFields
  readonly linking?: HiddenFields
}

/** Finds somebody in the directory and links them; what was searched for stands in no address. */
export function PersonSearch({ language, asked, action, linkTo, plain, hidden, linking }: SearchProps): Html {
  const t = words(language).links
  return (
    <>
      <Form action={action} hidden={hidden} search label={t.person}>
        <TextField
          language={language}
          name="query"
          label={t.person}
          hint={t.personHint}
          mark={false}
          value={asked?.query ?? ''}
          maxlength={254}
        />
        <div>
          <Button kind="secondary">{t.search}</Button>
        </div>
      </Form>
      {asked && asked.found.length === 0 && (
        <Notice language={language} tone="info" role="status">
          {t.nobody}
        </Notice>
      )}
      {asked && asked.found.length > 0 && (
        <Form action={linkTo} hidden={{ ...hidden, ...linking }}>
          <ChoiceGroup
            language={language}
            name="person"
            label={t.choose}
            required
            value={asked.found.length === 1 ? asked.found[0]?.id : undefined}
            options={asked.found.map(({ id, name, mail }) => ({
              value: id,
              label: [name, mail].filter(Boolean).join(', '),
            }))}
          />
          {!plain && (
            <ChoiceGroup
              language={language}
              name="role"
              label={t.role}
              required
              inline
              value="concerns"
              options={personRoles.map((role) => ({ value: role, label: t.roles[role] }))}
            />
          )}
          <div>
            <Button>{t.link}</Button>
          </div>
        </Form>
      )}
    </>
  )
}
