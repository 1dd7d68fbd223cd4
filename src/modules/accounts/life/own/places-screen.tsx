import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  Columns,
  DataTable,
  Form,
  Muted,
  Name,
  PageHead,
  Panel,
  Pill,
  SelectField,
  Stack,
  StaffPage,
  type Html,
} from '#platform/ui/index.ts'
import type { MemberLine } from '../../actions/roster.ts'
import { roles } from '../../roles.ts'
import { Aside } from '../../screens/form.tsx'
import { Done, type Staff } from '../../screens/own.tsx'
import { words } from '../../texts.ts'
import type { Offer } from '../handover.ts'
import { OwnMenu } from './menu.tsx'
import type { OwnPlace } from './places.ts'
import { ownWords } from './texts.ts'

export type PlacesProps = Staff & {
  readonly places: readonly OwnPlace[]
  readonly offers: readonly Offer[]
  /** Whom the main administration can be offered to; undefined for who has none to offer. */
  readonly successors: readonly MemberLine[] | undefined
  /** The way to a page of another organisation. */
  readonly to: (slug: string, path: string) => string
  readonly done: string | undefined
}

/** The organisations one works for: change between them, leave one, hand over or take the main administration. */
export function PlacesPage(props: PlacesProps): Html {
  const { frame, language, href, organisation, places, offers, successors, to, done } = props
  const [t, w] = [ownWords(language).places, words(language)]
  const day = (one: Temporal.Instant, zone = organisation.zone) => format(language, zone).date(one)
  const waiting = successors && successors.length > 0 && !offers.some(({ mine }) => mine)
  const list = (
    <Stack>
      {offers.map((offer) => (
        <OfferPanel {...props} offer={offer} />
      ))}
      <Panel title={t.title} level={2}>
        <DataTable
          caption={t.title}
          rows={places}
          empty={<p>{t.none}</p>}
          columns={[
            {
              label: t.organisation,
              header: true,
              cell: ({ organisation: one }) => (
                <>
                  <Name>{one.name}</Name> {one.id === organisation.id && <Pill tone="accent">{t.here}</Pill>}{' '}
                  {one.ends_at && <Pill tone="warning">{t.ending(day(one.ends_at, one.zone))}</Pill>}
                </>
              ),
            },
            { label: t.role, cell: ({ role }) => w.roles[role] },
            {
              label: t.action,
              quiet: true,
              cell: ({ organisation: one }) => (
                <Actions>
                  {one.id !== organisation.id && (
                    <ButtonLink url={to(one.slug, '/team')} kind="secondary" small>
                      {t.open}
                      <span class="sr"> {one.name}</span>
                    </ButtonLink>
                  )}
                  <ButtonLink url={href(`/team/ich/organisationen/${one.id}/verlassen`)} kind="tertiary" small>
                    {t.leave}
                    <span class="sr"> {one.name}</span>
                  </ButtonLink>
                </Actions>
              ),
            },
          ]}
        />
      </Panel>
    </Stack>
  )
  return (
    <StaffPage {...frame} title={t.title} notices={<Done language={language} text={done} />}>
      <OwnMenu language={language} href={href} here="places" />
      <PageHead title={t.title} lead={t.lead} />
      {waiting ? <Columns aside={<HandOverPanel {...props} />}>{list}</Columns> : list}
    </StaffPage>
  )
}

function OfferPanel({ language, organisation, href, offer }: PlacesProps & { readonly offer: Offer }): Html {
  const t = ownWords(language).places
  const day = format(language, organisation.zone).date(offer.expires)
  const act = (what: string, label: string, kind: 'primary' | 'secondary') => (
    <ActionForm action={href(`/team/ich/uebergabe/${offer.id}/${what}`)} kind={kind}>
      {label}
    </ActionForm>
  )
  if (offer.mine)
    return (
      <Panel title={t.offeredTitle}>
        <p>
          <Name>{t.offeredText(offer.to, day)}</Name>
        </p>
        {act('zurueckziehen', t.withdraw, 'secondary')}
      </Panel>
    )
  return (
    <Panel title={t.offerTitle}>
      <p>
        <Name>{t.offerText(offer.from, organisation.name, day)}</Name>
      </p>
      <Actions>
        {act('annehmen', t.accept, 'primary')}
        {act('ablehnen', t.decline, 'secondary')}
      </Actions>
    </Panel>
  )
}

function HandOverPanel({ language, href, successors = [] }: PlacesProps): Html {
  const [t, w] = [ownWords(language).places, words(language)]
  return (
    <Panel title={t.handOver} lead={t.handOverLead}>
      <Form action={href('/team/ich/uebergabe')}>
        <SelectField
          language={language}
          name="member"
          label={t.to}
          options={successors.map(({ id, name }) => ({ value: id, label: name }))}
          value={successors[0]?.id ?? ''}
          empty={false}
          mark={false}
        />
        <SelectField
          language={language}
          name="after"
          label={t.after}
          options={roles.filter((role) => role !== 'by-place').map((role) => ({ value: role, label: w.roles[role] }))}
          value="administrator"
          empty={false}
          mark={false}
        />
        <Button kind="secondary">{t.offer}</Button>
      </Form>
    </Panel>
  )
}

/** Asks once more before an organisation is left. */
export function LeavePage({
  frame,
  language,
  href,
  place,
  blocked,
}: Staff & { readonly place: OwnPlace; readonly blocked: boolean }): Html {
  const [t, w, data] = [ownWords(language).places, words(language), ownWords(language).data]
  const { id, name } = place.organisation
  return (
    <StaffPage {...frame} title={t.leaveTitle(name)}>
      <PageHead title={<Name>{t.leaveTitle(name)}</Name>} lead={t.leaveText} />
      <Panel>
        {blocked && <p role="alert">{data.blocked(name)}</p>}
        <ActionForm action={href(`/team/ich/organisationen/${id}/verlassen`)} kind="danger">
          {t.leaveButton}
        </ActionForm>
        <p>
          <Muted>
            <Name>{w.roles[place.role]}</Name>
          </Muted>
        </p>
      </Panel>
      <Aside url={href('/team/ich/organisationen')}>{w.back}</Aside>
    </StaffPage>
  )
}
