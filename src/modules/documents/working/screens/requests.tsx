import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Name,
  PageHead,
  Panel,
  Pill,
  Rows,
  SelectField,
  Stack,
  StaffPage,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { namedErrors } from '../../named-errors.ts'
import { Onwards } from '../../onwards.tsx'
import type { FileRequest } from '../actions/requests.ts'
import { linkWords } from '../link-texts.ts'
import { REQUESTS } from '../paths.ts'
import type { People } from '../who.ts'
import { LinkField } from './link-field.tsx'

type Frame = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
}

type RequestsProps = Frame & {
  readonly zone: string
  readonly absolute: (path: string) => string
  readonly people: People
  readonly requests: readonly FileRequest[]
  readonly after: string | undefined
  readonly next: string | undefined
  /** Of the people known here whom they concern. */
  readonly names: ReadonlyMap<string, string>
  /** For who may set up: which archive customers' own documents go to. */
  readonly customers?:
    | { readonly chosen: string | undefined; readonly archives: readonly { id: string; name: string }[] }
    | undefined
}

/** What was asked for, with the links. */
export function RequestsPage({
  frame,
  language,
  zone,
  href,
  absolute,
  people,
  requests,
  after,
  next,
  names,
  customers,
}: RequestsProps): Html {
  const t = linkWords(language).requests
  const f = format(language, zone)
  const create = <ButtonLink url={href(`${REQUESTS}/neu`)}>{t.new}</ButtonLink>
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} lead={t.lead} actions={requests.length > 0 && create} />
      <Stack>
        <Panel>
          {requests.length === 0 ? (
            <EmptyState title={t.none} action={create}>
              {t.noneHint}
            </EmptyState>
          ) : (
            <Rows
              rows={requests.map((one) => ({
                main: <Name>{one.title}</Name>,
                note: (
                  <>
                    {[
                      t.line(one.received, one.most),
                      one.alive ? t.valid(f.shortDate(one.expiresAt.subtract({ seconds: 1 }))) : t.ended,
                      people.nameOf(one.madeBy),
                    ].join(' · ')}
                    {names.has(one.holderId) && (
                      <>
                        <br />
                        <Name>{t.forName(names.get(one.holderId) ?? '')}</Name>
                      </>
                    )}
                    {one.alive && (
                      <LinkField
                        language={language}
                        id={`request-${one.id}`}
                        label={t.link}
                        link={absolute(one.link)}
                      />
                    )}
                  </>
                ),
                end: one.alive ? (
                  <ActionForm
                    action={href(`${REQUESTS}/${one.id}/beenden`)}
                    kind="secondary"
                    small
                    label={`${t.end}: ${one.title}`}
                  >
                    {t.end}
                  </ActionForm>
                ) : (
                  <Pill tone="muted">{t.ended}</Pill>
                ),
              }))}
            />
          )}
          <Onwards language={language} url={href(REQUESTS)} after={after} next={next} />
        </Panel>
        {customers && (
          <Panel title={t.customers} lead={t.customersLead}>
            <Form action={href(`${REQUESTS}/kundenkonten`)}>
              <SelectField
                empty={false}
                language={language}
                name="archive"
                label={t.customersArchive}
                mark={false}
                value={customers.chosen ?? ''}
                options={[
                  { value: '', label: t.nowhere },
                  ...customers.archives.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
              <div>
                <Button kind="secondary">{t.save}</Button>
              </div>
            </Form>
          </Panel>
        )}
      </Stack>
    </StaffPage>
  )
}

type FormProps = Frame & {
  /** Whom it concerns, where it was opened from that person's page. */
  readonly person: string | undefined
  readonly archives: readonly { readonly id: string; readonly name: string; readonly mode: string }[]
  readonly values: Raw
  readonly problems: Problems
}

const isSealed = ({ mode }: { readonly mode: string }): boolean => mode === 'client-only'

export function RequestFormPage({ frame, language, href, person, archives, values, problems }: FormProps): Html {
  const t = linkWords(language).requests
  const sentence = (code: string) => t.problems[code as keyof typeof t.problems] ?? t.problems.required
  const labels = { title: t.what, wording: t.wording, archive: t.archive, until: t.until, most: t.most }
  const errors = namedErrors(problems, labels, sentence)
  const common = (name: string, label: string) => ({
    language,
    name,
    label,
    value: values[name],
    error: problems[name] === undefined ? undefined : sentence(problems[name]),
  })
  return (
    <StaffPage {...frame} title={t.new}>
      <PageHead title={t.new} lead={t.lead} actions={<Link url={href(REQUESTS)}>{t.title}</Link>} />
      <Panel>
        {errors.length > 0 && <ErrorSummary language={language} errors={errors} />}
        {archives.length === 0 ? (
          <EmptyState title={t.noArchive} />
        ) : (
          <Form action={href(`${REQUESTS}/neu`)} hidden={{ person: values['person'] ?? '' }}>
            {person !== undefined && <KeyValue items={[{ term: t.for, value: <Name>{person}</Name> }]} />}
            <TextField {...common('title', t.what)} hint={t.whatHint} maxlength={120} required />
            <TextArea {...common('wording', t.wording)} maxlength={2000} />
            <SelectField
              empty={false}
              {...common('archive', t.archive)}
              value={values['archive'] ?? archives[0]?.id}
              hint={archives.some(isSealed) ? t.forMembersHint : undefined}
              options={archives.map((one) => ({
                value: one.id,
                label: isSealed(one) ? t.forMembers(one.name) : one.name,
              }))}
              required
            />
            <TextField {...common('until', t.until)} hint={t.untilHint} type="date" width="medium" required />
            <TextField {...common('most', t.most)} inputmode="numeric" width="short" required />
            <div>
              <Button>{t.new}</Button>
            </div>
          </Form>
        )}
      </Panel>
    </StaffPage>
  )
}
