import type { Organisation } from '#platform/data/organisations.ts'
import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, Details, type Html, Notice, PageHead, Panel, PublicPage, Stack } from '#platform/ui/index.ts'
import { blockWords } from '../texts.ts'

type Frame = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly organisation: Organisation
}

/** What the link of a mail opens: one button, and what it does. */
export function UnsubscribeScreen({
  frame,
  language,
  organisation,
  action,
  since,
}: Frame & { readonly action: string; readonly since: Temporal.Instant | undefined }): Html {
  const w = blockWords(language).page
  return (
    <PublicPage {...frame} title={w.title} width="narrow" hidden>
      <PageHead title={w.title} lead={since ? undefined : w.lead(organisation.name)} />
      <Stack>
        {since ? (
          <Notice language={language} tone="success">
            {w.since(format(language, organisation.zone).date(since))}
          </Notice>
        ) : (
          <Panel>
            <ActionForm action={action} kind="primary" wide>
              {w.button}
            </ActionForm>
            <p class="muted">{w.still}</p>
          </Panel>
        )}
        <Kept language={language} organisation={organisation} back={since !== undefined} />
      </Stack>
    </PublicPage>
  )
}

/** The answer to the button, and to a mail program's request. */
export function UnsubscribedScreen({ frame, language, organisation }: Frame): Html {
  const w = blockWords(language).page
  return (
    <PublicPage {...frame} title={w.done} width="narrow" hidden>
      <PageHead title={w.done} />
      <Stack>
        <Notice language={language} tone="success" role="status">
          {w.doneText(organisation.name)}
        </Notice>
        <p>{w.still}</p>
        <Kept language={language} organisation={organisation} back />
      </Stack>
    </PublicPage>
  )
}

const more = { de: 'Was wir dafür speichern', en: 'What we store for this' }

function Kept({ language, organisation, back }: Omit<Frame, 'frame'> & { readonly back: boolean }): Html {
  const w = blockWords(language).page
  return (
    <>
      {back && organisation.contact_mail && <p>{w.back(organisation.contact_mail)}</p>}
      <Details summary={more[language]}>
        <p>{w.keep}</p>
      </Details>
    </>
  )
}
