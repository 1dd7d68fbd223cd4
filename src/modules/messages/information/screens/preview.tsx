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

type Props = Common & {
  readonly mail: InformationMail
  readonly audience: Audience
  /** Who is meant, in words. */
  readonly to: string
  /** The languages it is written in. */
  readonly mails: readonly Language[]
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
        <Mails language={language} mails={mails} here={here} />
      </Columns>
    </StaffPage>
  )
}

const basisOf = (activity: Activity, sector: Sector, language: Language): string =>
  basisWords(basisFor(activity, sector), language).join('. ')

/** The mail as its readers see it, in each of its languages. */
export function Mails({
  language,
  mails,
  here,
}: {
  readonly language: Language
  readonly mails: readonly Language[]
  readonly here: string
}): Html {
  const w = informationWords(language).preview
  return (
    <>
      {mails.map((one) => (
        <Panel title={w.languages[one]}>
          <iframe
            class="sheet-frame"
            title={`${w.title}: ${w.languages[one]}`}
            src={`${here}/blatt?sprache=${one}`}
            sandbox=""
          />
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
