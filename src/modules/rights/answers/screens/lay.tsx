import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import {
  Actions,
  Button,
  ChoiceGroup,
  ErrorSummary,
  Form,
  type Html,
  Name,
  Notice,
  Panel,
  TextField,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '#privacy'
import { words } from '../texts.ts'

export type LayProps = OfficeScreen & {
  readonly name: string
  readonly action: string
  readonly entered: Raw
  readonly problems: Problems
  /** What was laid ready a moment ago. */
  readonly ready: { readonly link: string; readonly until: Temporal.PlainDate } | undefined
}

/** Lays something ready for one person: for themselves, or for an organisation they name. */
export function LayPage(props: LayProps): Html {
  const { language, entered, problems, ready } = props
  const t = words(language)
  const w = t.lay
  const missing = problems['empfaenger'] ? w.recipientMissing : undefined
  return (
    <OfficeFrame {...props} title={w.title} lead={<Name lines>{props.name}</Name>}>
      {ready && (
        <>
          <Notice language={language} tone="success" title={w.ready} role="status">
            {w.readyHint(format(language, 'UTC').date(ready.until))}
          </Notice>
          <Panel>
            <TextField language={language} name="link" label={w.link} value={ready.link} readonly mark={false} />
          </Panel>
        </>
      )}
      {missing && <ErrorSummary language={language} errors={[{ field: 'empfaenger', message: missing }]} />}
      <Panel lead={w.lead}>
        <Form action={props.action}>
          <ChoiceGroup
            language={language}
            name="was"
            label={w.what}
            required
            value={entered['was'] ?? 'portability'}
            options={(['access', 'portability', 'transfer'] as const).map((kind) => ({
              value: kind,
              label: t.kinds[kind],
            }))}
          />
          <TextField
            language={language}
            name="empfaenger"
            label={w.recipient}
            hint={w.recipientHint}
            value={entered['empfaenger']}
            error={missing}
            maxlength={200}
            mark={false}
          />
          <Actions>
            <Button>{w.button}</Button>
          </Actions>
        </Form>
      </Panel>
    </OfficeFrame>
  )
}
