import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  ErrorSummary,
  Form,
  KeyValue,
  MailAddress,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { publicKeys } from '../keys.ts'
import { pages } from '../paths.ts'
import type { SenderFacts } from '../facts.ts'
import { senderWords } from '../texts.ts'
import { Keys } from './keys.tsx'
import { Records } from './records.tsx'
import { Tested } from './tested.tsx'

export type SenderPageProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly facts: SenderFacts
  readonly saved?: boolean
  readonly tested?: string | undefined
  readonly values?: Readonly<Record<string, string>>
  readonly errors?: Readonly<Record<string, string>>
}

/** From which address mails come, who sends them, and what the DNS must say about it. */
export function SenderPage(props: SenderPageProps) {
  const { frame, language, href, facts, errors = {} } = props
  const w = senderWords(language)
  const f = format(language, facts.zone)
  const { row } = facts
  const summary = Object.entries(errors).map(([field, message]) => ({ field, message }))
  return (
    <StaffPage
      {...frame}
      title={w.title}
      notices={
        <>
          {props.saved && (
            <Notice language={language} tone="success" role="status">
              {w.saved}
            </Notice>
          )}
          {props.tested && <Tested language={language} outcome={props.tested} />}
        </>
      }
    >
      <Stack>
        <ErrorSummary language={language} errors={summary} />
        <PageHead title={w.title} lead={w.lead} />
        <Panel title={w.now}>
          <KeyValue
            items={[
              {
                term: w.from,
                value: <Name>{row?.address_active ? row.address : w.houseFrom(facts.houseFrom)}</Name>,
              },
              { term: w.answers, value: facts.answersTo ? <MailAddress>{facts.answersTo}</MailAddress> : w.noAnswers },
              { term: w.by, value: sentBy(language, facts) },
              {
                term: w.signed,
                value: facts.signing > 0 && row?.address_active ? w.signedWith(facts.signing) : w.unsigned,
              },
            ]}
          />
          <TestForm {...props} action={href(pages.test)} label={w.testCurrent} />
        </Panel>

        <Panel
          title={w.addressTitle}
          lead={w.addressLead}
          aside={
            row && (
              <Pill tone={row.address_active ? 'success' : 'muted'}>
                {row.address_active ? w.serverOn : w.serverOff}
              </Pill>
            )
          }
        >
          <Form action={href(pages.sender)}>
            <TextField
              language={language}
              name="address"
              type="email"
              label={w.address}
              hint={w.addressHint}
              value={props.values?.['address'] ?? row?.address}
              error={errors['address']}
              required
            />
            <Actions>
              <Button kind={row ? 'secondary' : 'primary'}>{w.save}</Button>
            </Actions>
          </Form>
        </Panel>

        {row && (
          <Panel
            title={w.dnsTitle(row.domain)}
            lead={w.dnsLead}
            aside={<Muted>{row.checked_at ? w.checked(f.dateTime(row.checked_at)) : w.neverChecked}</Muted>}
          >
            <Actions>
              <ActionForm action={href(pages.check)}>{w.check}</ActionForm>
              {!row.address_active && facts.usable && (
                <ActionForm action={href(pages.use)} kind="primary">
                  {w.use}
                </ActionForm>
              )}
              {row.address_active && (
                <ActionForm action={href(pages.leave)} kind="secondary">
                  {w.leave}
                </ActionForm>
              )}
            </Actions>
            {!row.address_active && !facts.usable && (
              <p>
                <Muted>{w.useFirst}</Muted>
              </p>
            )}
            <Records
              language={language}
              domain={row.domain}
              mechanism={facts.mechanism}
              keys={publicKeys(facts.keys)}
              report={row.report ?? undefined}
            />
          </Panel>
        )}
        {row && <Keys language={language} zone={facts.zone} now={facts.now} keys={facts.keys} href={href} />}
        <Panel title={w.serverTitle} lead={w.serverLead}>
          {row?.address_active ? (
            <Actions>
              <ButtonLink url={href(pages.server)} kind="secondary">
                {w.serverTitle}
              </ButtonLink>
            </Actions>
          ) : (
            <p>
              <Muted>{w.serverNeedsAddress}</Muted>
            </p>
          )}
        </Panel>
      </Stack>
    </StaffPage>
  )
}

function sentBy(language: Language, { row, serverOn, houseSends }: SenderFacts): string {
  const w = senderWords(language)
  if (row?.server_active) return serverOn ? w.byOwn(row.host) : w.byHouseInstead(row.host)
  return houseSends ? w.byHouse : w.byNone
}

type TestProps = Pick<SenderPageProps, 'language' | 'values' | 'errors'> & {
  readonly action: string
  readonly label: string
}

/** A test mail to an address that is used once and not stored. */
export function TestForm({ language, action, label, values = {}, errors = {} }: TestProps) {
  const w = senderWords(language)
  return (
    <>
      <h3>{w.testTitle}</h3>
      <p>
        <Muted>{w.testLead}</Muted>
      </p>
      <Form action={action}>
        <TextField
          language={language}
          name="to"
          type="email"
          label={w.testTo}
          value={values['to']}
          error={errors['to']}
          required
          autocomplete="email"
        />
        <Actions>
          <Button kind="secondary">{label}</Button>
        </Actions>
      </Form>
    </>
  )
}
