import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Button,
  ButtonLink,
  Actions,
  Columns,
  Form,
  KeyValue,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import { fieldOf, FormProblems, type Filled } from '../../screens/form.tsx'
import { Done, type Staff } from '../../screens/own.tsx'
import type { Public } from '../../screens/sign-in.tsx'
import { type Certificate, factsOf } from './certificate.ts'
import { endWords } from './texts.ts'

const PATH = '/team/einrichtung/kuendigung'

export type EndingProps = Staff & {
  readonly isOperator: boolean
  /** When everything would be, or is, deleted. */
  readonly ends: Temporal.Instant
  readonly cancelled: boolean
  readonly filled: Filled
  readonly done: string | undefined
}

/** Taking everything along, cancelling, undoing. */
export function EndingPage(props: EndingProps): Html {
  const { frame, language, organisation, href, isOperator, ends, cancelled, filled, done } = props
  const t = endWords(language)
  const day = format(language, organisation.zone).date(ends)
  const take = (
    <Panel title={t.takeTitle} lead={t.takeLead}>
      <ActionForm action={href(`${PATH}/archiv`)} kind="secondary">
        {t.takeButton}
      </ActionForm>
    </Panel>
  )
  return (
    <StaffPage {...frame} title={t.title} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      <PageHead title={t.title} lead={t.lead} />
      {cancelled ? (
        <Stack>
          <Notice language={language} tone="warning" title={t.endingTitle(day)}>
            {t.endingText}
          </Notice>
          <Columns aside={take}>
            <Panel title={t.undoTitle} lead={t.undoText}>
              <ActionForm action={href(`${PATH}/zuruecknehmen`)} kind="primary">
                {t.undoButton}
              </ActionForm>
            </Panel>
          </Columns>
        </Stack>
      ) : (
        <Columns aside={take}>
          <Panel title={t.cancelTitle} lead={isOperator ? t.operator : t.cancelLead(day)}>
            {!isOperator && (
              <>
                <ul>
                  {t.what.map((line) => (
                    <li>{line}</li>
                  ))}
                </ul>
                <Form action={href(PATH)}>
                  <TextField
                    {...fieldOf(filled, language)('name', t.typed)}
                    hint={<Name>{t.typedHint(organisation.name)}</Name>}
                    value={filled.raw['name'] ?? ''}
                    autocomplete="off"
                    required
                    mark={false}
                  />
                  <Button kind="danger">{t.cancelButton}</Button>
                </Form>
              </>
            )}
          </Panel>
        </Columns>
      )}
    </StaffPage>
  )
}

/** What proves that an organisation was deleted; for who has the link. */
export function CertificatePage({
  frame,
  language,
  organisation,
  href,
  certificate,
  token,
}: Public & { readonly certificate: Certificate; readonly token: string }): Html {
  const t = endWords(language).certificate
  const until = format(language, organisation.zone).date(certificate.until)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <Panel level={1} title={t.title} lead={<Name>{t.lead(certificate.name)}</Name>}>
        <KeyValue
          items={factsOf(certificate, organisation, language).map(([term, value]) => ({
            term,
            value: <Name>{value}</Name>,
          }))}
        />
        <ul>
          {t.says.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <h2>{t.check}</h2>
        <p>{certificate.receipt ? t.checkText : t.waiting}</p>
        <Actions>
          <ButtonLink url={href(`/loeschnachweis/${token}/nachweis.pdf`)} download>
            {t.pdf}
          </ButtonLink>
          {certificate.receipt && (
            <ButtonLink url={href(`/loeschnachweis/${token}/beleg.json`)} kind="secondary" download>
              {t.receipt}
            </ButtonLink>
          )}
        </Actions>
        <p>
          <Muted>{t.until(until)}</Muted>
        </p>
      </Panel>
    </PublicPage>
  )
}
