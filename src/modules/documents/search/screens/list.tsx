import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  CheckField,
  EmptyState,
  Form,
  type Html,
  Link,
  LinkLine,
  Notice,
  PageHead,
  Pagination,
  Panel,
  Stack,
  StaffPage,
  Tabs,
  TextField,
} from '#platform/ui/index.ts'
import { EXPORT } from '../../exchange/paths.ts'
import { exchangeWords } from '../../exchange/texts.ts'
import { paths as mailPaths } from '../../mailboxes/paths.ts'
import { mailboxWords } from '../../mailboxes/texts.ts'
import { sealedList } from '../../sealing/paths.ts'
import { ARCHIVES } from '../../storing/paths.ts'
import { DOCUMENTS, UPLOAD } from '../../viewing/paths.ts'
import { BulkButton } from '../../working/screens/bulk.tsx'
import { addressOf, carried } from '../address.ts'
import { words } from '../texts.ts'
import { Filters } from './filters.tsx'
import { Cards, Table } from './hits.tsx'
import { FOLDERS, type ListProps } from './props.ts'

/** All documents, found by words and narrowed by what is known of them. */
export function ListPage(props: ListProps): Html {
  const { frame, language, href, folder, input, mayFile } = props
  const t = words(language)
  const said = input.ok === 'gespeichert' ? t.saved : input.ok === 'entfernt' ? t.removed : undefined
  return (
    <StaffPage
      {...frame}
      title={folder ? t.folder(folder.name) : t.title}
      notices={
        said && (
          <Notice language={language} tone="success">
            {said}
          </Notice>
        )
      }
    >
      <PageHead
        title={folder ? t.folder(folder.name) : t.title}
        actions={mayFile && <ButtonLink url={href(UPLOAD)}>{t.upload}</ButtonLink>}
      />
      <Stack>
        {props.archives.length > 0 && <Filters {...props} />}
        <Results {...props} />
        <SealedArchives {...props} />
        {props.archives.length > 0 && <Saved {...props} />}
        {props.archives.length > 0 && (
          <LinkLine>
            {[
              ...(mayFile ? [<Link url={href(mailPaths.choose)}>{mailboxWords(language).chooseTitle}</Link>] : []),
              <Link url={href(EXPORT)}>{exchangeWords(language).title}</Link>,
            ]}
          </LinkLine>
        )}
      </Stack>
    </StaffPage>
  )
}

const Empty = ({ title, hint }: { readonly title: string; readonly hint: string }): Html => (
  <Panel>
    <EmptyState title={title}>{hint}</EmptyState>
  </Panel>
)

function Results(props: ListProps): Html {
  const { language, href, input, result, rows, nothing } = props
  const t = words(language)
  if (props.archives.length === 0)
    return (
      <Panel>
        <EmptyState
          title={t.empty}
          action={props.maySetUp && <ButtonLink url={href(ARCHIVES)}>{t.toArchives}</ButtonLink>}
        >
          {props.maySetUp ? t.firstArchive : t.noArchive}
        </EmptyState>
      </Panel>
    )
  if (nothing) return <Empty title={t.empty} hint={t.emptyHint} />
  if (result.tooCommon) return <Empty title={t.common} hint={t.commonHint} />
  if (rows.length === 0)
    return (
      <Panel>
        <EmptyState title={t.none} action={<Meant {...props} />}>
          {t.noneHint}
        </EmptyState>
      </Panel>
    )
  const at = (changed: Parameters<typeof addressOf>[1]) =>
    href(`${DOCUMENTS}${addressOf({ ...input, ok: undefined }, changed)}`)
  const page = input.seite ?? 1
  return (
    <Panel title={t.found(result.total)} lead={result.more ? t.more(500) : undefined}>
      <Tabs
        label={t.views}
        tabs={[
          { label: t.table, url: at({ ansicht: undefined }), current: input.ansicht !== 'karten' },
          { label: t.cards, url: at({ ansicht: 'karten' }), current: input.ansicht === 'karten' },
        ]}
      />
      {input.ansicht === 'karten' ? <Cards {...props} /> : <Table {...props} />}
      {props.mayFile && input.ansicht !== 'karten' && <BulkButton language={language} href={href} />}
      <Pagination
        language={language}
        page={page}
        pages={Math.ceil(result.total / 20)}
        url={(number) => at({ seite: number })}
      />
    </Panel>
  )
}

/** Archives whose words only members' devices know: they are searched there, and the list says so. */
function SealedArchives({ language, href, archives }: ListProps): Html {
  const t = words(language)
  const sealed = archives.filter(({ mode }) => mode === 'client-only')
  if (sealed.length === 0) return <></>
  return (
    <Panel title={t.sealedArchives} lead={t.sealedArchivesHint}>
      <LinkLine>
        {sealed.map(({ id, name }) => (
          <Link url={href(sealedList(id))}>{name}</Link>
        ))}
      </LinkLine>
    </Panel>
  )
}

/** Words that are there where what was typed is not: each is a button, as no word stands in an address. */
function Meant({ language, href, input, result }: ListProps): Html {
  const t = words(language)
  if (result.suggestions.length === 0) return <></>
  return (
    <>
      <p>{t.meant}</p>
      <Actions>
        {result.suggestions.map((word) => (
          <ActionForm action={href(DOCUMENTS)} hidden={{ ...carried({ ...input, s: undefined }), query: word }} small>
            {word}
          </ActionForm>
        ))}
      </Actions>
    </>
  )
}

function Saved(props: ListProps): Html {
  const { language, href, folders, folder } = props
  const t = words(language)
  return (
    <Panel title={t.folders} lead={t.foldersHint}>
      {folders.length > 0 && (
        <ul class="rows">
          {folders.map((one) => (
            <li>
              <div>
                <Link url={href(`${DOCUMENTS}?ordner=${one.id}`)} current={one.id === folder?.id}>
                  {one.name}
                </Link>
                {one.shared && <div class="small muted">{t.shared}</div>}
              </div>
              {one.own && (
                <div class="rows-end">
                  <ActionForm
                    action={href(`${FOLDERS}/${one.id}/entfernen`)}
                    kind="tertiary"
                    small
                    label={t.removeLabel(one.name)}
                  >
                    {t.remove}
                  </ActionForm>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      <SaveForm {...props} />
    </Panel>
  )
}

function SaveForm(props: ListProps): Html {
  const { language, href, input, folder } = props
  const t = words(language)
  const asked = addressOf({ ...input, seite: undefined, ok: undefined, ordner: undefined, ansicht: undefined })
  if (folder || (asked === '' && !props.nameMissing)) return <></>
  return (
    <details open={props.nameMissing}>
      <summary>{t.save}</summary>
      <div class="details-body">
        <SaveFields {...props} action={href(FOLDERS)} />
      </div>
    </details>
  )
}

function SaveFields({ language, action, input, nameMissing }: ListProps & { readonly action: string }): Html {
  const t = words(language)
  return (
    <Form action={action} hidden={carried(input)}>
      <TextField
        language={language}
        name="name"
        label={t.saveName}
        maxlength={120}
        required
        mark={false}
        error={nameMissing ? t.nameMissing : undefined}
      />
      <CheckField language={language} name="shared" label={t.share} hint={t.shareHint} />
      <Actions>
        <Button kind="secondary">{t.saveButton}</Button>
      </Actions>
    </Form>
  )
}
