import { type Activity, allActivities } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  CheckField,
  EmptyState,
  Form,
  type Html,
  KeyValue,
  Link,
  Notice,
  PageHead,
  Panel,
  Pill,
  PublicPage,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import { CollectionNotice } from '../../collection.tsx'
import type { ConsentRecord } from '../../consent.ts'
import { offerKeep, offerWording } from '../offers.ts'
import { restricting } from '../data.ts'
import { restrictionTexts } from '../texts.ts'
import { isConsent } from '../withdraw.ts'

type Frame = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly organisation: Organisation
  readonly href: (path: string) => string
  /** The person's own page. */
  readonly own: string
}

type Preferences = Frame & {
  readonly consents: readonly ConsentRecord[]
  readonly shown: readonly ConsentRecord[]
  /** What the person may consent to beside. */
  readonly offers: readonly Activity[]
  readonly done: 'widerrufen' | 'werbung' | 'eingewilligt' | 'haken' | undefined
  readonly advertisingOff: Temporal.Instant | undefined
  readonly restrictedSince: Temporal.Instant | undefined
  /** Where everything else can be asked for, recognised by this link. */
  readonly links: readonly { readonly url: string; readonly label: string }[]
}

/** What a declaration was about, in the words of the activity. */
export const purposeOf = (activity: string, language: Language): string =>
  allActivities().find(({ name }) => name === activity)?.why[language] ?? activity

/** What a person has consented to, each withdrawn by one button, and all at once; no advertising by one more. */
export function PreferencesScreen(props: Preferences): Html {
  const { frame, language, organisation, consents, shown, own, href } = props
  const t = restrictionTexts(language)
  const f = format(language, organisation.zone)
  const inForce = consents.filter(({ withdrawnAt }) => withdrawnAt === null)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        {props.done && (
          <Notice language={language} tone={props.done === 'haken' ? 'warning' : 'success'} role="status">
            {told(t)[props.done]}
          </Notice>
        )}
        {props.restrictedSince && (
          <Notice language={language} tone="info" title={t.restricted}>
            {t.restrictedText(f.shortDate(props.restrictedSince))}
          </Notice>
        )}
        <Panel title={t.consents}>
          {consents.length === 0 ? (
            <EmptyState title={t.none}>{t.noneText}</EmptyState>
          ) : (
            consents.map((consent) => <Consent {...props} consent={consent} />)
          )}
          {inForce.length > 1 && (
            <ActionForm action={`${own}/widerruf`} hidden={{ consent: 'all' }} kind="danger" wide>
              {t.withdrawAll}
            </ActionForm>
          )}
        </Panel>
        {props.offers.map((activity) => (
          <Offer {...props} activity={activity} />
        ))}
        <Panel title={t.advertising}>
          {props.advertisingOff ? (
            <p>{t.advertisingOff(f.shortDate(props.advertisingOff))}</p>
          ) : (
            <>
              <p>{t.advertisingText}</p>
              <ActionForm action={`${own}/werbung`}>{t.noAdvertising}</ActionForm>
            </>
          )}
        </Panel>
        {shown.length > 0 && (
          <Panel title={t.shown}>
            <Rows
              rows={shown.map(({ id, activity, givenAt }) => ({
                main: <Link url={`${own}/${id}`}>{purposeOf(activity, language)}</Link>,
                note: t.seen(f.dateTime(givenAt)),
              }))}
            />
          </Panel>
        )}
        {props.links.length > 0 && (
          <Actions>
            {props.links.map(({ url, label }) => (
              <ButtonLink kind="secondary" url={url}>
                {label}
              </ButtonLink>
            ))}
          </Actions>
        )}
        <CollectionNotice
          organisation={organisation}
          language={language}
          activities={[restricting]}
          keep={t.collect}
          href={href}
        />
      </Stack>
    </PublicPage>
  )
}

const told = (t: ReturnType<typeof restrictionTexts>) => ({
  werbung: t.objected,
  widerrufen: t.withdrawn,
  eingewilligt: t.consented,
  haken: t.tickFirst,
})

/** What may be consented to: a box that is never ticked beforehand, with everything about it, and a button of its own. */
function Offer({ activity, language, organisation, own, href }: Preferences & { readonly activity: Activity }): Html {
  const t = restrictionTexts(language)
  return (
    <Panel title={activity.why[language]} aside={<Pill tone="info">{t.voluntary}</Pill>}>
      <Form action={`${own}/einwilligung`} hidden={{ wofuer: activity.name }}>
        <CheckField language={language} name="ja" label={offerWording(language, activity)} mark={false} />
        <CollectionNotice
          organisation={organisation}
          language={language}
          activities={[activity]}
          keep={offerKeep(language)}
          href={href}
        />
        <Actions>
          <Button kind="secondary">{t.consent}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}

function Consent({ consent, language, organisation, own }: Preferences & { readonly consent: ConsentRecord }): Html {
  const t = restrictionTexts(language)
  const f = format(language, organisation.zone)
  const what = purposeOf(consent.activity, language)
  const { withdrawnAt, givenAt, id } = consent
  return (
    <Panel
      level={3}
      title={what}
      aside={<Pill tone={withdrawnAt ? 'info' : 'success'}>{withdrawnAt ? t.over : t.inForce}</Pill>}
    >
      <p>
        {t.given(f.dateTime(givenAt))}
        {withdrawnAt && <>. {t.ended(f.dateTime(withdrawnAt))}</>}
      </p>
      <p>
        <Link url={`${own}/${id}`}>{t.print}</Link>
      </p>
      {!withdrawnAt && (
        <ActionForm action={`${own}/widerruf`} hidden={{ consent: id }} label={t.withdrawOf(what)}>
          {t.withdraw}
        </ActionForm>
      )}
    </Panel>
  )
}

type Facts = { readonly consent: ConsentRecord; readonly language: Language; readonly zone: string }

/** One declaration as it can be printed at any time: wording, version, when, how it stands (B2). */
export function DeclarationFacts({ consent, language, zone }: Facts): Html {
  const t = restrictionTexts(language)
  const f = format(language, zone)
  const basis = !isConsent(consent) ? t.bases.other : consent.special ? t.bases.special : t.bases.consent
  return (
    <>
      <Panel>
        <KeyValue
          items={[
            { term: t.purpose, value: purposeOf(consent.activity, language) },
            { term: t.basis, value: basis },
            { term: t.when, value: f.dateTime(consent.givenAt) },
            ...(isConsent(consent)
              ? [{ term: t.state, value: consent.withdrawnAt ? t.ended(f.dateTime(consent.withdrawnAt)) : t.inForce }]
              : []),
            { term: t.version, value: consent.noticeVersion },
            { term: t.number, value: consent.id },
          ]}
        />
      </Panel>
      <Panel title={t.wording}>
        <p class="lines">{consent.wording}</p>
      </Panel>
    </>
  )
}

/** One declaration on a sheet of its own. */
export function DeclarationSheet(props: Frame & { readonly consent: ConsentRecord }): Html {
  const { frame, language, organisation, consent, own, href } = props
  const t = restrictionTexts(language)
  return (
    <PublicPage {...frame} title={t.sheet} width="narrow" hidden>
      <PageHead title={t.sheet} lead={t.sheetLead(organisation.name)} />
      <Stack>
        <DeclarationFacts consent={consent} language={language} zone={organisation.zone} />
        <p>
          <Link url={own}>{t.back}</Link>
        </p>
        <p>
          <Link url={href(`/datenschutz/versionen/${consent.noticeVersion}`)}>{t.notice}</Link>
        </p>
      </Stack>
    </PublicPage>
  )
}
