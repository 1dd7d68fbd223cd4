import type { Language } from '#platform/text/language.ts'
import { format } from '#platform/text/format.ts'
import { ActionForm, DataTable, Pill, type Html } from '#platform/ui/index.ts'

/** A sign-in that is open somewhere; `browser` as its owner recognises it. */
export type OpenSession = {
  readonly id: string
  readonly browser: string
  readonly created_at: Temporal.Instant
  readonly last_seen_at: Temporal.Instant
}

type Words = Readonly<Record<'sessions' | 'browser' | 'thisOne' | 'since' | 'lastSeen' | 'action' | 'end', string>> & {
  readonly endLabel: (browser: string, since: string) => string
}

export type SessionTableProps = {
  readonly language: Language
  readonly zone: string
  readonly sessions: readonly OpenSession[]
  /** The id of the one that looks. */
  readonly session: string | undefined
  /** Where ending one is sent to, as `sitzung`. */
  readonly action: string
  readonly words: Words
}

/** Where somebody is signed in, each to be ended. */
export function SessionTable({ language, zone, sessions, session, action, words: t }: SessionTableProps): Html {
  const at = format(language, zone)
  const brief = (instant: Temporal.Instant) => `${at.shortDate(instant)}, ${at.clock(instant)}`
  return (
    <DataTable
      caption={t.sessions}
      rows={sessions}
      columns={[
        {
          label: t.browser,
          header: true,
          cell: ({ id, browser }) => (
            <>
              {browser} {id === session && <Pill tone="accent">{t.thisOne}</Pill>}
            </>
          ),
        },
        { label: t.since, cell: ({ created_at }) => brief(created_at) },
        { label: t.lastSeen, cell: ({ last_seen_at }) => brief(last_seen_at) },
        {
          label: t.action,
          quiet: true,
          cell: ({ id, browser, created_at }) => (
            <ActionForm
              action={action}
              hidden={{ sitzung: id }}
              kind="tertiary"
              small
              label={t.endLabel(browser, at.dateTime(created_at))}
            >
              {t.end}
            </ActionForm>
          ),
        },
      ]}
    />
  )
}
