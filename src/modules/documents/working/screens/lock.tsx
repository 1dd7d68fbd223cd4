import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Button,
  Details,
  Form,
  type Html,
  KeyValue,
  Muted,
  Notice,
  Panel,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import type { LockRow } from '../data.ts'
import { act } from '../paths.ts'
import { words } from '../texts.ts'
import type { Shown } from './stamps.tsx'

type LockProps = Shown & {
  readonly lock: LockRow
  readonly mayLock: boolean
  /** `2026-11-24` */
  readonly today: string
}

/** The archive lock of a document: until when, why, and after the period how it ends. */
export function LockPanel({ language, zone, href, document, people, lock, mayLock, today }: LockProps): Html {
  const t = words(language).lock
  const f = format(language, zone)
  const until = f.shortDate(Temporal.PlainDate.from(lock.until))
  const over = lock.until < today
  return (
    <Panel title={t.title} id="lock">
      <Notice language={language} tone={over ? 'warning' : 'info'}>
        {over ? t.over(until) : t.runs(until)}
      </Notice>
      <KeyValue
        items={[
          { term: t.law, value: lock.law },
          { term: t.until, value: until },
          { term: t.since, value: f.dateTime(lock.locked_at) },
          { term: t.by, value: people.nameOf(lock.locked_by) },
        ]}
      />
      {mayLock && over && (
        <Stack>
          <Muted>{t.releaseHint}</Muted>
          <ActionForm action={href(act(document.id, 'freigeben'))} kind="danger">
            {t.release}
          </ActionForm>
        </Stack>
      )}
      {mayLock && (
        <Details summary={t.extend}>
          <Form action={href(act(document.id, 'laenger-sperren'))}>
            <TextField
              language={language}
              name="until"
              type="date"
              label={t.newUntil}
              hint={t.extendHint}
              min={lock.until}
              required
              width="medium"
            />
            <div>
              <Button kind="secondary">{t.extend}</Button>
            </div>
          </Form>
        </Details>
      )}
    </Panel>
  )
}
