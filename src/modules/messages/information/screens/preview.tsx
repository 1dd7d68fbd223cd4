import { type Activity, basisFor, type Sector } from '#platform/data/activity.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  ButtonLink,
  Columns,
  EmptyState,
  type Html,
  KeyValue,
  Muted,
  Name,
  PageHead,
  Panel,
  Rows,
  StaffPage,
} from '#platform/ui/index.ts'
import { basisWords } from '#privacy'
import type { Audience } from '../audience.ts'
import type { InformationMail } from '../data.ts'
import type { Reach } from '../queries.ts'
import { informationWords } from '../texts.ts'
import type { Common } from './list.tsx'

export type Rendered = { readonly language: Language; readonly subject: string; readonly text: string }

type Props = Common & {
  readonly mail: InformationMail
  readonly audience: Audience
  /** Who is meant, in words. */
  readonly to: string
  readonly mails: readonly Rendered[]
  readonly reach: Reach
  readonly sector: Sector
}

/** The mail as it would leave, to how many, and the one button that sends it. */
export function PreviewPage(props: Props): Html {
  const { frame, language, own, mail, audience, to, mails, reach, sector } = props
  const w = informationWords(language).preview
  const here = `${own}/${mail.id}`
  const version = `${mail.version}`
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead title={w.title} lead={w.lead} />
      <Columns
        aside={
          <Panel title={w.who}>
            <p>{to}</p>
            {reach.reached === 0 ? (
              <EmptyState title={w.nobody} />
            ) : (
              <p>
                <b>{w.people(reach.reached)}</b>
              </p>
            )}
            {reach.blocked + reach.unreachable > 0 && (
              <Rows
                rows={[
                  ...(reach.blocked > 0 ? [{ main: <Muted>{w.blocked(reach.blocked)}</Muted> }] : []),
                  ...(reach.unreachable > 0 ? [{ main: <Muted>{w.unreachable(reach.unreachable)}</Muted> }] : []),
                ]}
              />
            )}
            <KeyValue small items={[{ term: w.basis, value: basisOf(audience.activity, sector, language) }]} />
            {reach.reached > 0 && (
              <>
                <ActionForm
                  action={`${here}/senden`}
                  hidden={{ version, reached: String(reach.reached) }}
                  kind="primary"
                  wide
                >
                  {w.send(reach.reached)}
                </ActionForm>
                <p>
                  <Muted>{w.final}</Muted>
                </p>
              </>
            )}
            <Actions>
              <ButtonLink kind="secondary" url={`${here}/aendern`}>
                {w.change}
              </ButtonLink>
              <ActionForm action={`${here}/verwerfen`} hidden={{ version }} kind="danger">
                {w.discard}
              </ActionForm>
            </Actions>
          </Panel>
        }
      >
        <Mails language={language} mails={mails} />
      </Columns>
    </StaffPage>
  )
}

const basisOf = (activity: Activity, sector: Sector, language: Language): string =>
  basisWords(basisFor(activity, sector), language).join('. ')

/** The mails word by word, as a mail program without HTML shows them. */
export function Mails({ language, mails }: { readonly language: Language; readonly mails: readonly Rendered[] }): Html {
  const w = informationWords(language).preview
  return (
    <>
      {mails.map((mail) => (
        <Panel title={w.languages[mail.language]}>
          <KeyValue items={[{ term: w.subject, value: <Name lines>{mail.subject}</Name> }]} />
          <div lang={mail.language}>{paragraphs(mail.text)}</div>
        </Panel>
      ))}
      {mails.length === 1 && (
        <p>
          <Muted>{w.only}</Muted>
        </p>
      )}
    </>
  )
}

const paragraphs = (text: string) =>
  text
    .trim()
    .split(/\n\n+/u)
    .map((paragraph) => <p>{paragraph.split('\n').map((line, place) => (place === 0 ? line : [<br />, line]))}</p>)
