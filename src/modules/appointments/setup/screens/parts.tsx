import type { StaffFrame } from '#platform/http/frame.ts'
import type { Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { Actions, Button, ButtonLink, Link, Notice, Stack } from '#platform/ui/index.ts'
import { words } from '../texts.ts'

export type Frame = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
}

/** What somebody else changed, in words. */
export type ChangeInWords = { readonly label: string; readonly before: string; readonly after: string }

/** A form as it is shown: what is in its fields, what is wrong (sentences by field), what collided. */
export type FormState = {
  readonly values: Raw
  readonly errors: Readonly<Record<string, string>>
  readonly hidden: Readonly<Record<string, string>>
  readonly conflict?: readonly ChangeInWords[] | undefined
}

export const errorList = (errors: Readonly<Record<string, string>>) =>
  Object.entries(errors).map(([field, message]) => ({ field, message }))

export function Conflict({
  language,
  changes,
}: {
  readonly language: Language
  readonly changes: readonly ChangeInWords[] | undefined
}) {
  const w = words(language).conflict
  if (!changes) return <></>
  return (
    <Notice language={language} tone="warning" role="alert" title={w.heading}>
      <ul>
        {changes.map(({ label, before, after }) => (
          <li>
            {label}: {w.was(before, after)}
          </li>
        ))}
      </ul>
      <p>{w.kept}</p>
    </Notice>
  )
}

type SaveProps = {
  readonly language: Language
  readonly state: FormState
  readonly save?: string | undefined
  /** Where giving up leads. */
  readonly back: string
  /** The same form as it is now. */
  readonly fresh: string
  readonly id?: string | undefined
}

/** The buttons at a form's end; after a collision saving says what it does. */
export function SaveButtons({ language, state, save, back, fresh }: SaveProps) {
  const w = words(language)
  if (state.conflict)
    return (
      <Stack>
        <Actions>
          <Button kind="danger">{w.conflict.over}</Button>
          <ButtonLink kind="tertiary" url={fresh}>
            {w.conflict.discard}
          </ButtonLink>
        </Actions>
        <p class="small muted">{w.conflict.overHint}</p>
      </Stack>
    )
  return (
    <Actions>
      <Button>{save ?? w.save}</Button>
      <ButtonLink kind="tertiary" url={back}>
        {w.cancel}
      </ButtonLink>
    </Actions>
  )
}

export function Saved({ language, text }: { readonly language: Language; readonly text: string | undefined }) {
  if (text === undefined) return <></>
  return (
    <Notice language={language} tone="success" role="status">
      {text}
    </Notice>
  )
}

export function BackLink({ url, children }: { readonly url: string; readonly children: string }) {
  return (
    <p class="small">
      <Link url={url}>{children}</Link>
    </p>
  )
}
