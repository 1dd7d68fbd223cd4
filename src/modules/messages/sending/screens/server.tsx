import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  ChoiceGroup,
  ErrorSummary,
  Form,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Pill,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { pages } from '../paths.ts'
import { senderWords } from '../texts.ts'
import { type SenderPageProps, TestForm } from './sender.tsx'
import { Tested } from './tested.tsx'

/** The organisation's own mail server: how it is reached, a test, and whether it is used. */
export function ServerPage(props: SenderPageProps & { readonly processors: string }) {
  const { frame, language, href, facts, values = {}, errors = {} } = props
  const w = senderWords(language)
  const f = format(language, facts.zone)
  const { row } = facts
  const value = (name: string, stored: string | number | null | undefined) =>
    values[name] ?? (stored === null || stored === undefined ? undefined : String(stored))
  const field = (name: string) => ({ language, name, error: errors[name] })
  return (
    <StaffPage
      {...frame}
      title={w.serverTitle}
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
        <ErrorSummary
          language={language}
          errors={Object.entries(errors).map(([field, message]) => ({ field, message }))}
        />
        <p>
          <Link url={href(pages.sender)}>{w.title}</Link>
        </p>
        <PageHead title={w.serverTitle} lead={w.serverLead} />
        {!facts.serverOn && (
          <Notice language={language} tone="info">
            <p>{w.serverNeedsEntry}</p>
            <p>
              <Link url={href(props.processors)}>{w.toRegister}</Link>
            </p>
          </Notice>
        )}
        <Panel
          title={w.serverTitle}
          aside={
            <Pill tone={row?.server_active ? 'success' : 'muted'}>{row?.server_active ? w.serverOn : w.serverOff}</Pill>
          }
        >
          <Form action={href(pages.server)}>
            <TextField {...field('host')} label={w.host} hint={w.hostHint} value={value('host', row?.host)} required />
            <TextField
              {...field('port')}
              label={w.port}
              inputmode="numeric"
              width="short"
              value={value('port', row?.port)}
              required
            />
            <ChoiceGroup
              {...field('security')}
              label={w.security}
              value={value('security', row?.security)}
              options={Object.entries(w.securities).map(([one, label]) => ({ value: one, label }))}
              required
            />
            <TextField
              {...field('username')}
              label={w.username}
              value={value('username', row?.username)}
              autocomplete="off"
            />
            <TextField
              {...field('password')}
              type="password"
              label={w.password}
              hint={row?.password ? w.passwordKept : w.passwordHint}
              autocomplete="new-password"
            />
            <TextField
              {...field('per_minute')}
              label={w.perMinute}
              hint={w.limitHint}
              inputmode="numeric"
              width="short"
              value={value('per_minute', row?.per_minute)}
            />
            <TextField
              {...field('domain_per_minute')}
              label={w.domainPerMinute}
              hint={w.limitHint}
              inputmode="numeric"
              width="short"
              value={value('domain_per_minute', row?.domain_per_minute)}
            />
            <Actions>
              <Button>{w.save}</Button>
            </Actions>
          </Form>
        </Panel>
        {row && row.host !== '' && facts.serverOn && (
          <Panel>
            <p>
              <Muted>
                {row.tested === 'ok' && row.tested_at ? w.testedOk(f.dateTime(row.tested_at)) : w.testNever}
              </Muted>
            </p>
            <TestForm {...props} action={href(pages.serverTest)} label={w.testOwn} />
            {row.server_active ? (
              <ActionForm action={href(pages.leaveServer)} kind="secondary">
                {w.leaveServer}
              </ActionForm>
            ) : (
              row.tested === 'ok' && <ActionForm action={href(pages.useServer)}>{w.useServer}</ActionForm>
            )}
          </Panel>
        )}
      </Stack>
    </StaffPage>
  )
}
