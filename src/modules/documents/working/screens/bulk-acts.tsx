import { Actions, Button, ChoiceGroup, Details, type Html, Link, SelectField, TextField } from '#platform/ui/index.ts'
import { CASES, TAGS } from '../../facts/paths.ts'
import { CaseFields, PersonSearch } from '../../facts/screens/links.tsx'
import { words as factWords } from '../../facts/texts.ts'
import { bulkWords } from '../bulk-texts.ts'
import { BULK } from '../paths.ts'
import { words } from '../texts.ts'
import { ActForm, type ActsProps, ArchiveForm, FurtherForms } from './bulk-endings.tsx'

/** A form for each thing that can be done, folded up but for the first. */
export function BulkActs(props: ActsProps): Html {
  const { language, archives, asked, types, mayLock } = props
  const t = bulkWords(language)
  const archiving = props.stamps.find(({ movesTo, closed }) => movesTo === 'archived' && !closed)
  return (
    <>
      <Details summary={t.stamp} open={asked === undefined} panel>
        <StampForm {...props} />
      </Details>
      <Details summary={t.task} panel>
        <TaskForm {...props} />
      </Details>
      <Details summary={t.tags} panel>
        <TagForm {...props} />
      </Details>
      {types.length > 0 && (
        <Details summary={t.type} panel>
          <TypeForm {...props} />
        </Details>
      )}
      <Details summary={t.case} panel>
        <CaseForm {...props} />
      </Details>
      <Details summary={t.person} open={asked !== undefined} panel>
        <PersonForm {...props} />
      </Details>
      {archives.length > 1 && (
        <Details summary={t.move} panel>
          <MoveForm {...props} />
        </Details>
      )}
      {mayLock && archiving && (
        <Details summary={words(language).archive.title} panel>
          <ArchiveForm {...props} stamp={archiving.id} />
        </Details>
      )}
      <Details summary={t.more} panel>
        <FurtherForms {...props} />
      </Details>
    </>
  )
}

function StampForm({ language, href, ids, stamps }: ActsProps): Html {
  const t = bulkWords(language)
  const w = words(language).stamps
  return (
    <ActForm href={href} ids={ids} hidden={{ act: 'stamp' }}>
      <SelectField
        empty={false}
        language={language}
        name="stamp"
        label={w.choose}
        required
        value={stamps.find(({ purpose }) => purpose === 'check')?.id}
        options={stamps
          .filter(({ closed, movesTo }) => !closed && movesTo !== 'archived')
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextField language={language} name="note" label={w.note} hint={w.noteHint} maxlength={500} />
      <div>
        <Button kind="secondary">{t.stamp}</Button>
      </div>
    </ActForm>
  )
}

function TaskForm({ language, href, ids, people }: ActsProps): Html {
  const w = words(language).tasks
  return (
    <ActForm href={href} ids={ids} hidden={{ act: 'task' }}>
      <SelectField
        empty={false}
        language={language}
        name="account"
        label={w.account}
        options={[{ value: '', label: w.nobodyChosen }, ...people.choices]}
      />
      <TextField language={language} name="what" label={w.what} maxlength={500} />
      <TextField language={language} name="due" type="date" label={w.dueOn} width="medium" />
      <div>
        <Button kind="secondary">{bulkWords(language).task}</Button>
      </div>
    </ActForm>
  )
}

function TagForm({ language, href, ids, tags }: ActsProps): Html {
  const t = bulkWords(language)
  if (tags.length === 0) {
    return (
      <p>
        {t.noTags} <Link url={href(TAGS)}>{factWords(language).tagSetup.create}</Link>
      </p>
    )
  }
  return (
    <ActForm href={href} ids={ids} hidden={{}}>
      <ChoiceGroup
        language={language}
        name="tags"
        label={t.tags}
        mark={false}
        many
        inline
        options={tags.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Actions>
        <Button kind="secondary" name="act" value="tag">
          {t.tag}
        </Button>
        <Button kind="secondary" name="act" value="untag">
          {t.untag}
        </Button>
      </Actions>
    </ActForm>
  )
}

function TypeForm({ language, href, ids, types }: ActsProps): Html {
  const t = bulkWords(language)
  return (
    <ActForm href={href} ids={ids} hidden={{ act: 'type' }}>
      <SelectField
        language={language}
        name="type"
        label={t.type}
        mark={false}
        hint={t.typeHint}
        empty={factWords(language).panel.noType}
        value={types[0]?.id}
        options={types.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <div>
        <Button kind="secondary">{t.giveType}</Button>
      </div>
    </ActForm>
  )
}

function CaseForm({ language, href, ids, cases }: ActsProps): Html {
  const t = bulkWords(language)
  const w = factWords(language).cases
  return (
    <>
      <ActForm href={href} ids={ids} hidden={{ act: 'case' }}>
        <CaseFields
          language={language}
          choices={cases}
          label={t.case}
          empty={t.noCase}
          value={cases.cases[0]?.id ?? ''}
        />
        <div>
          <Button kind="secondary">{t.putIntoCase}</Button>
        </div>
      </ActForm>
      {cases.cases.length === 0 && (
        <p>
          <Link url={href(`${CASES}/neu`)}>{w.create}</Link>
        </p>
      )}
    </>
  )
}

const PersonForm = ({ language, href, ids, asked }: ActsProps): Html => (
  <PersonSearch
    language={language}
    asked={asked}
    action={href(`${BULK}/person`)}
    linkTo={href(BULK)}
    hidden={{ ids }}
    linking={{ act: 'link' }}
  />
)

function MoveForm({ language, href, ids, archives }: ActsProps): Html {
  const t = bulkWords(language)
  return (
    <ActForm href={href} ids={ids} hidden={{ act: 'move' }}>
      <SelectField
        empty={false}
        language={language}
        name="archive"
        label={t.moveTo}
        required
        options={archives.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <div>
        <Button kind="secondary">{t.move}</Button>
      </div>
    </ActForm>
  )
}
