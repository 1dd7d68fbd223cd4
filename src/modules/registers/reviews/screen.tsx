import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, EmptyState, type Html, Link, Notice, Panel, Pill } from '#platform/ui/index.ts'
import type { Named } from '#accounts'
import { OfficeFrame } from '#privacy'
import { MOST_REVIEWED, type ShownAccess } from '../access/queries.ts'
import { AccessTable, nameOf } from '../access/screen.tsx'
import type { Values, Wrong } from '../forms/fields.ts'
import { FormPanel } from '../forms/form.tsx'
import { paths } from '../pages.ts'
import type { Screen } from '../screens.ts'
import { EntryScreen, RegisterScreen } from '../sheets/register.tsx'
import { type Part, type Sheet, SheetParts, TakeAlong } from '../sheets/sheet.tsx'
import {
  decisionFields,
  mayDecide,
  mayLook,
  requestFields,
  requestProblems,
  resultFields,
  type Review,
  stateOf,
} from './rules.ts'
import { reviewTexts } from './texts.ts'

const tones = { waiting: 'warning', approved: 'info', refused: 'muted', closed: 'success' } as const

export const spanWords = ({ from_at, until_at }: Review, language: Language, zone: string): string =>
  [from_at, until_at].map((instant) => format(language, zone).dateTime(instant)).join(' – ')

type ListProps = Screen & { readonly reviews: readonly Review[]; readonly members: readonly Named[] }

export function ReviewsScreen(props: ListProps): Html {
  const { language, href, reviews, members, zone } = props
  const t = reviewTexts(language)
  const f = format(language, zone)
  return (
    <RegisterScreen
      {...props}
      words={t}
      at={paths.reviews}
      rows={reviews}
      columns={[
        {
          label: t.whose,
          cell: (one) => (
            <Link url={href(`${paths.reviews}/${one.id}`)}>{nameOf(members, one.account_id, language)}</Link>
          ),
        },
        { label: t.span, cell: (one) => spanWords(one, language, zone) },
        { label: t.requested, cell: (one) => f.shortDate(one.requested_at) },
        { label: t.state, cell: (one) => <Pill tone={tones[stateOf(one)]}>{t[stateOf(one)]}</Pill> },
      ]}
    />
  )
}

/** Head and rows of the register, for its files. */
export function reviewTable(reviews: readonly Review[], members: readonly Named[], language: Language, zone: string) {
  const t = reviewTexts(language)
  return {
    head: [t.whose, t.span, t.reason, t.requested, t.state, t.decided, t.result],
    rows: reviews.map((one) => [
      nameOf(members, one.account_id, language),
      spanWords(one, language, zone),
      one.reason,
      nameOf(members, one.requested_by, language),
      t[stateOf(one)],
      one.decision_reason,
      one.result,
    ]),
  }
}

type NewProps = Screen & { readonly members: readonly Named[]; readonly values: Values; readonly wrong: Wrong }

export function NewReviewScreen(props: NewProps): Html {
  const t = reviewTexts(props.language)
  return (
    <EntryScreen
      {...props}
      words={{ ...t, title: t.newTitle, lead: t.newLead }}
      fields={requestFields(props.members)}
      rules={requestProblems}
      to={`${paths.reviews}/neu`}
      back={paths.reviews}
    />
  )
}

export type Look = { readonly by: string; readonly at: Temporal.Instant; readonly entries: number }
export type OneProps = Screen & {
  readonly review: Review
  readonly members: readonly Named[]
  readonly looks: readonly Look[]
  readonly account: string
  /** The accesses, only right after somebody asked to see them. */
  readonly lines?: readonly ShownAccess[]
  readonly values?: Values
  readonly wrong?: Wrong
}

/** The case in words: what was asked for, by whom, who decided, what was seen. */
export function reviewParts({
  review,
  members,
  looks,
  language,
  zone,
}: Omit<OneProps, keyof Screen> & Pick<Screen, 'language' | 'zone'>): Part[] {
  const t = reviewTexts(language)
  const f = format(language, zone)
  const when = (instant: Temporal.Instant) => f.dateTime(instant)
  const decided: Part[] = review.decided_at
    ? [
        {
          title: t.decided,
          lines: [
            [t.state, t[review.decision === 'approved' ? 'approved' : 'refused']],
            [t.who, t.by(nameOf(members, review.decided_by ?? '', language), when(review.decided_at))],
            [t.why, review.decision_reason],
          ],
        },
      ]
    : []
  const seen: Part[] =
    review.decision === 'approved'
      ? [
          looks.length > 0
            ? {
                title: t.looks,
                grid: {
                  head: [t.when, t.who, t.entries],
                  rows: looks.map((one) => [when(one.at), nameOf(members, one.by, language), String(one.entries)]),
                },
              }
            : { title: t.looks, text: [t.looksNone] },
        ]
      : []
  const result: Part[] = review.result ? [{ title: t.result, text: review.result.split('\n') }] : []
  return [
    {
      lines: [
        [t.whose, nameOf(members, review.account_id, language)],
        [t.span, spanWords(review, language, zone)],
        [t.reason, review.reason],
        [t.requested, t.by(nameOf(members, review.requested_by, language), when(review.requested_at))],
        [t.state, t[stateOf(review)]],
      ],
    },
    ...decided,
    ...seen,
    ...result,
  ]
}

export const reviewSheet = (props: OneProps): Sheet => ({
  name: props.language === 'de' ? 'pruefung' : 'review',
  title: reviewTexts(props.language).title,
  parts: reviewParts(props),
})

export function ReviewScreen(props: OneProps): Html {
  const { language, href, review, account, lines } = props
  const t = reviewTexts(language)
  const here = `${paths.reviews}/${review.id}`
  return (
    <OfficeFrame {...props} title={t.title} actions={<TakeAlong {...props} path={`${here}/bericht`} as={['pdf']} />}>
      <SheetParts parts={reviewParts(props)} />
      {stateOf(review) === 'waiting' &&
        (mayDecide(review, account) ? (
          <FormPanel
            title={t.decide}
            lead={t.decideLead}
            language={language}
            fields={decisionFields}
            values={props.values ?? {}}
            wrong={props.wrong ?? {}}
            action={href(`${here}/entscheiden`)}
            save={t.decideButton}
          />
        ) : (
          <Notice language={language} tone="info" title={t.waitTitle}>
            {t.waitText}
          </Notice>
        ))}
      {mayLook(review, account) && (
        <>
          {lines ? (
            <Panel title={lines.length < MOST_REVIEWED ? t.found(lines.length) : t.foundMost}>
              {lines.length === 0 ? (
                <EmptyState title={t.foundNone}>{t.foundNoneText}</EmptyState>
              ) : (
                <AccessTable {...props} lines={lines} caption={t.look} />
              )}
            </Panel>
          ) : (
            <Panel title={t.look} lead={t.lookText}>
              <ActionForm action={href(`${here}/einsehen`)}>{t.look}</ActionForm>
            </Panel>
          )}
          <FormPanel
            title={t.close}
            language={language}
            fields={resultFields}
            values={props.values ?? {}}
            wrong={props.wrong ?? {}}
            action={href(`${here}/abschliessen`)}
            save={t.close}
          />
        </>
      )}
      <p>
        <Link url={href(paths.reviews)}>{t.back}</Link>
      </p>
    </OfficeFrame>
  )
}
