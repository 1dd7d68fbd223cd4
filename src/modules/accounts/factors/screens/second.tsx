import {
  ActionForm,
  Button,
  Form,
  Muted,
  Notice,
  Panel,
  PublicPage,
  Stack,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { Public } from '../../screens/sign-in.tsx'
import { factorWords } from '../texts.ts'
import { PasskeyForm } from './passkey.tsx'

export type SecondProps = Public & {
  readonly target: string | undefined
  /** Whether an app is set up; without one only a recovery code can be typed. */
  readonly codes: boolean
  readonly offer: string | undefined
  readonly says: 'wrong' | 'passkey-wrong' | { readonly wait: number } | undefined
}

/** The second step of a sign-in, after the right password. */
export function SecondPage(props: SecondProps): Html {
  const { frame, language, href, target, says } = props
  const words = factorWords(language)
  const t = words.second
  const action = href('/team/anmelden/zweiter-schritt')
  const kept = target === undefined ? [] : [['ziel', target] as const]
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <Stack>
        {says !== undefined && (
          <Notice
            language={language}
            tone="danger"
            role="alert"
            title={
              says === 'wrong'
                ? t.wrong
                : says === 'passkey-wrong'
                  ? words.passkeyWrong
                  : t.wait(words.minutes(says.wait))
            }
          />
        )}
        <Panel title={t.title} level={1} lead={t.lead}>
          <Stack>
            {props.offer !== undefined && (
              <PasskeyForm
                language={language}
                action={action}
                offer={props.offer}
                act="get"
                button={t.passkey}
                kept={kept}
                wide
              />
            )}
            <Form action={action} hidden={Object.fromEntries(kept)}>
              <TextField
                language={language}
                name="code"
                label={props.codes ? t.code : t.recovery}
                hint={props.codes ? t.codeHint : t.recoveryHint}
                autocomplete="one-time-code"
                required
                mark={false}
              />
              <Button wide>{t.button}</Button>
            </Form>
            <p>
              <Muted>{t.lost}</Muted>
            </p>
            <ActionForm action={href('/team/abmelden')} kind="secondary" wide>
              {t.signOut}
            </ActionForm>
          </Stack>
        </Panel>
      </Stack>
    </PublicPage>
  )
}
