import {
  Actions,
  Button,
  ButtonLink,
  Form,
  KeyValue,
  Notice,
  Panel,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { Staff } from '../../screens/own.tsx'
import { factorWords } from '../texts.ts'

export type AppProps = Staff & {
  /** The QR code, as an SVG document. */
  readonly picture: string
  /** The secret in groups of four. */
  readonly secret: string
  /** The secret, sealed for the form to bring it back. */
  readonly box: string
  readonly says: 'wrong' | 'again' | undefined
}

/** Sets up an app: a picture, or a key to type, and the first code as proof that it arrived. */
export function AppPage({ frame, language, href, picture, secret, box, says }: AppProps): Html {
  const words = factorWords(language)
  const t = words.setUp
  return (
    <StaffPage
      {...frame}
      title={t.title}
      notices={says === undefined ? <></> : <Notice language={language} tone="danger" role="alert" title={t[says]} />}
    >
      <Panel title={t.title} level={1} lead={t.lead}>
        <p>{t.scan}</p>
        <p>
          <img
            src={`data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`}
            alt={t.picture}
            width="240"
            height="240"
          />
        </p>
        <p>
          {t.type} <code>{secret}</code>
        </p>
        <Form action={href('/team/ich/sicherheit/app')} hidden={{ schluessel: box }}>
          <TextField
            language={language}
            name="code"
            label={t.code}
            hint={t.codeHint}
            inputmode="numeric"
            autocomplete="one-time-code"
            width="medium"
            required
            mark={false}
          />
          <Actions>
            <Button>{t.button}</Button>
          </Actions>
        </Form>
      </Panel>
    </StaffPage>
  )
}

/** The recovery codes, this once. */
export function CodesPage({
  frame,
  language,
  href,
  codes,
  ready,
}: Staff & { readonly codes: readonly string[]; readonly ready: boolean }): Html {
  const t = factorWords(language).recovery
  return (
    <StaffPage
      {...frame}
      title={t.title}
      notices={ready ? <Notice language={language} tone="success" role="status" title={t.ready} /> : <></>}
    >
      <Panel title={t.title} level={1} lead={t.lead}>
        <KeyValue items={codes.map((code, index) => ({ term: `${index + 1}.`, value: <code>{code}</code> }))} />
        <ButtonLink url={href('/team/ich/sicherheit')}>{t.done}</ButtonLink>
      </Panel>
    </StaffPage>
  )
}
