import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  ButtonLink,
  EmptyState,
  type Html,
  Link,
  Muted,
  PageHead,
  Panel,
  Rows,
  StaffPage,
} from '#platform/ui/index.ts'
import { Onwards } from '../../onwards.tsx'
import type { OverdueLock } from '../actions/locks.ts'
import { act, OVERDUE, TASKS, workOf } from '../paths.ts'
import { words } from '../texts.ts'

type OverdueProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly locks: readonly OverdueLock[]
  readonly after: string | undefined
  readonly next: string | undefined
}

/** Documents whose archive period is over and about which nobody has decided. */
export function OverduePage({ frame, language, zone, href, locks, after, next }: OverdueProps): Html {
  const w = words(language)
  const t = w.overdue
  const f = format(language, zone)
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} lead={t.lead} actions={<Link url={href(TASKS)}>{w.tasks.title}</Link>} />
      <Panel>
        {locks.length === 0 ? (
          <EmptyState title={t.none}>{t.noneHint}</EmptyState>
        ) : (
          <>
            <Muted>
              {w.lock.releaseHint} {w.lock.needs}
            </Muted>
            <Rows
              rows={locks.map((lock) => ({
                main: t.received(f.shortDate(lock.receivedAt)),
                note: (
                  <>
                    {t.until(f.shortDate(Temporal.PlainDate.from(lock.until)), lock.law)}
                    {lock.restricted && (
                      <>
                        <br />
                        {t.hidden}
                      </>
                    )}
                  </>
                ),
                end: (
                  <Actions>
                    {!lock.restricted && (
                      <ButtonLink url={href(workOf(lock.documentId))} kind="secondary" small>
                        {t.open}
                      </ButtonLink>
                    )}
                    <ActionForm action={href(act(lock.documentId, 'freigeben'))} kind="danger" small>
                      {w.lock.release}
                    </ActionForm>
                  </Actions>
                ),
              }))}
            />
            <Onwards language={language} url={href(OVERDUE)} after={after} next={next} />
          </>
        )}
      </Panel>
    </StaffPage>
  )
}
