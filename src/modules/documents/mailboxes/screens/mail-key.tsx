import type { Problems } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, Actions, Button, Form, type Html, Panel, Stack, TextArea, TextField } from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import { mailboxWords } from '../texts.ts'
import { fieldsOf } from './fields.ts'

export type MailKeyProps = {
  readonly language: Language
  readonly href: (path: string) => string
  readonly problems: Problems
  readonly mailbox: { readonly id: string }
  /** Of the key that is kept. */
  readonly fingerprint: string | undefined
}

/** The private key for mails that are encrypted for this mailbox: given, replaced, taken out; never shown again. */
export function MailKeyPanel({ language, href, problems, mailbox, fingerprint }: MailKeyProps): Html {
  const w = mailboxWords(language)
  const field = fieldsOf({ language, entered: {}, problems })
  return (
    <Panel title={w.mailKey.title}>
      <Stack>
        <p>{w.mailKey.lead}</p>
        {fingerprint && <p>{w.mailKey.kept(fingerprint)}</p>}
        <Form action={href(paths.mailKey(mailbox.id))} label={w.mailKey.title}>
          <TextArea
            {...field('schluessel', '')}
            label={w.mailKey.key}
            hint={w.mailKey.keyHint}
            maxlength={60_000}
            required
          />
          <TextField
            {...field('kennwort', '')}
            label={w.mailKey.passphrase}
            hint={w.mailKey.passphraseHint}
            type="password"
            autocomplete="off"
            maxlength={1000}
          />
          <Actions>
            <Button kind="secondary">{w.mailKey.save}</Button>
          </Actions>
        </Form>
        {fingerprint && (
          <ActionForm action={href(paths.removeMailKey(mailbox.id))} kind="danger">
            {w.mailKey.remove}
          </ActionForm>
        )}
      </Stack>
    </Panel>
  )
}
