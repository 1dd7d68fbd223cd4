import type { Organisation } from '#platform/data/organisations.ts'
import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  Form,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import { factorWords } from '../texts.ts'
import { PasskeyForm } from './passkey.tsx'

export type ConfirmProps = {
  readonly frame: StaffFrame
  readonly organisation: Organisation
  readonly language: Language
  readonly href: (path: string) => string
  readonly action: string
  /** What was entered in the form that asked for it, sealed; or where to go on. */
  readonly kept: readonly (readonly [name: string, value: string])[]
  /** Whether a file was sent, which no page can keep. */
  readonly files: boolean
  readonly codes: boolean
  readonly offer: string | undefined
  readonly says: 'wrong' | { readonly wait: number } | undefined
}

/** Asks who acts to confirm that it is them, and then goes on with what they were about to do. */
export function ConfirmPage(props: ConfirmProps): Html {
  const { frame, language, href, action, kept, says } = props
  const words = factorWords(language)
  const t = words.confirm
  const said = says === undefined ? undefined : says === 'wrong' ? t.wrong : t.wait(words.minutes(says.wait))
  return (
    <StaffPage
      {...frame}
      title={t.title}
      notices={said === undefined ? <></> : <Notice language={language} tone="danger" role="alert" title={said} />}
    >
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        {props.files && <Notice language={language} tone="warning" title={t.files} />}
        {props.offer !== undefined && (
          <Panel title={t.byPasskey}>
            <p>{t.passkeyLead}</p>
            <PasskeyForm
              language={language}
              action={action}
              offer={props.offer}
              act="get"
              button={t.passkey}
              field="bestaetigung_antwort"
              kept={kept}
            />
          </Panel>
        )}
        <Panel title={t.byPassword}>
          <Form action={action}>
            {kept.map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <TextField
              language={language}
              name="bestaetigung_passwort"
              label={t.password}
              type="password"
              autocomplete="current-password"
              width="medium"
              mark={false}
            />
            {props.codes && (
              <TextField
                language={language}
                name="bestaetigung_code"
                label={t.code}
                autocomplete="one-time-code"
                width="medium"
                mark={false}
              />
            )}
            <Actions>
              <Button>{t.button}</Button>
            </Actions>
          </Form>
        </Panel>
        <p>
          <Muted>
            <Link url={href('/team')}>{t.cancel}</Link>
          </Muted>
        </p>
      </Stack>
    </StaffPage>
  )
}
