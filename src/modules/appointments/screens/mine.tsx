import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ButtonLink,
  Form,
  KeyValue,
  Link,
  Name,
  Notice,
  Panel,
  PublicPage,
} from '#platform/ui/index.ts'
import type { BookingRow, Location, Service } from '../data.ts'
import { words } from '../texts.ts'
import { Lines, placeLines, whenOf } from './summary.tsx'

export type MineProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly booking: BookingRow
  readonly service: Service
  readonly location: Location
  readonly name: string
  readonly mail: string
  readonly href: (path: string) => string
  readonly own: string
  /** The organisation's own zone. */
  readonly zone: string
  readonly now: Temporal.Instant
  readonly just: 'booked' | 'moved' | 'same' | undefined
  readonly askToCancel: boolean
}

/** When the deletion run takes the booking at the latest. */
export const deletedOn = (booking: Pick<BookingRow, 'ended_at' | 'keep_days'>): Temporal.Instant =>
  booking.ended_at.add({ hours: 24 * (booking.keep_days + 1) })

/** The appointment behind the link of its mail: what it is, and moving or cancelling it. */
export function MinePage(props: MineProps) {
  const { frame, language, booking, service, own, href, askToCancel } = props
  const w = words(language)
  const ahead = booking.state === 'booked' && Temporal.Instant.compare(booking.starts_at, props.now) > 0
  const asking = ahead && askToCancel
  const after = (language === 'en' && service.text_after_en) || service.text_after
  const heading = headingOf(props, ahead)
  return (
    <PublicPage {...frame} title={w.mine.title} hidden width="narrow">
      <Panel level={1} title={heading} lead={asking ? w.mine.cancelAskLead : undefined}>
        {booking.state === 'cancelled' && (
          <Notice language={language} tone="success" role="status">
            {w.mine.cancelledLead}
          </Notice>
        )}
        {props.just && (
          <Notice language={language} tone={props.just === 'same' ? 'info' : 'success'} role="status">
            {props.just === 'same' ? w.mine.sameLead : <MailGoes {...props} />}
          </Notice>
        )}
        {after && ahead && !asking && <p>{after}</p>}
        <Facts {...props} />
        {ahead && !asking && (
          <Actions>
            <ButtonLink url={`${own}/termin.ics`} kind="secondary" download>
              {w.mine.calendar}
            </ButtonLink>
            <ButtonLink url={`${own}/verschieben`} kind="secondary">
              {w.mine.move}
            </ButtonLink>
            <ButtonLink url={`${own}?absagen=1`} kind="secondary">
              {w.mine.cancel}
            </ButtonLink>
          </Actions>
        )}
        {asking && (
          <Form action={`${own}/absagen`}>
            <Actions>
              <Button kind="danger">{w.mine.cancelYes}</Button>
              <ButtonLink url={own} kind="secondary">
                {w.mine.cancelNo}
              </ButtonLink>
            </Actions>
          </Form>
        )}
        {!ahead && (
          <p>
            <Link url={href(`/termin/${booking.service_id}`)}>{w.mine.again}</Link>
          </p>
        )}
      </Panel>
    </PublicPage>
  )
}

function headingOf({ language, booking, just, askToCancel }: MineProps, ahead: boolean): string {
  const w = words(language).mine
  if (booking.state === 'cancelled') return w.cancelled
  if (!ahead) return w.over
  if (askToCancel) return w.cancelAsk
  return just === 'booked' ? w.booked : just === 'moved' ? w.moved : w.heading
}

function MailGoes({ language, just, mail }: MineProps) {
  const w = words(language).mine
  const lead = just === 'moved' ? w.movedLead : w.bookedLead
  return (
    <>
      {lead} {mail && <Name>{mail}</Name>}
    </>
  )
}

function Facts({ language, booking, location, service, name, zone }: MineProps) {
  const w = words(language)
  const f = format(language, booking.zone)
  const notes = (language === 'en' && location.notes_en) || location.notes
  const bring = (language === 'en' && service.bring_en) || service.bring
  const items = [
    { term: w.summary.service, value: booking.service_name },
    { term: w.summary.when, value: whenOf(language, booking, location, zone) },
    { term: w.summary.duration, value: f.duration({ minutes: booking.duration_minutes }) },
    { term: w.summary.place, value: <Lines lines={placeLines(location)} /> },
    ...(name ? [{ term: w.summary.name, value: <Name>{name}</Name> }] : []),
    ...(notes ? [{ term: w.summary.notes, value: notes }] : []),
    ...(bring ? [{ term: w.summary.bring, value: bring }] : []),
    { term: w.mine.deletion, value: w.mine.deletionOn(f.shortDate(deletedOn(booking))) },
  ]
  return <KeyValue items={items} />
}
