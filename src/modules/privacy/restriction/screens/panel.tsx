import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, Actions, ButtonLink, type Html, KeyValue, Muted, Panel, Pill } from '#platform/ui/index.ts'
import type { RaisedObjection } from '../object.ts'
import type { Ground, Restriction } from '../restrict.ts'
import { restrictionTexts } from '../texts.ts'

export type RightsPanelProps = {
  readonly language: Language
  readonly zone: string
  readonly restrictions: readonly Restriction[]
  readonly objections: readonly RaisedObjection[]
  /** Where more can be done; left out where this is that page. */
  readonly more?: string | undefined
  /** Where the buttons post to; without it the panel only shows. */
  readonly acts?: { readonly restriction: string } | undefined
}

export const groundName = (ground: Ground, language: Language): string => restrictionTexts(language).grounds[ground]

/** What a person has decided about their data: restrictions and objections, with what may be done next. */
export function RightsPanel(props: RightsPanelProps): Html {
  const { language, restrictions, objections, more } = props
  const t = restrictionTexts(language).panel
  const own = objections.filter(({ article }) => article === '21.1')
  return (
    <>
      <Panel title={t.restrictions}>
        {restrictions.length === 0 && <p>{t.noRestrictions}</p>}
        {restrictions.map((one) => (
          <OneRestriction {...props} about={one} />
        ))}
        {more && (
          <ButtonLink kind="secondary" url={more}>
            {t.open}
          </ButtonLink>
        )}
      </Panel>
      {own.length > 0 && (
        <Panel title={t.objections}>
          {own.map((one) => (
            <OneObjection {...props} about={one} />
          ))}
        </Panel>
      )}
    </>
  )
}

function OneRestriction(props: RightsPanelProps & { readonly about: Restriction }): Html {
  const { language, zone, acts, about: one } = props
  const t = restrictionTexts(language).panel
  const f = format(language, zone)
  const { liftedAt, announcedAt, announcedBy, only, allowed, objects, reason, id } = one
  // what an objection stopped stays so until it is weighed, and for good when it is upheld
  const stays = props.objections.some(({ restriction, outcome }) => restriction === one.id && outcome !== 'overridden')
  const state = liftedAt ? t.lifted : announcedAt ? t.announced : t.active
  return (
    <Panel
      level={3}
      title={groundName(one.ground, language)}
      aside={<Pill tone={liftedAt ? 'success' : announcedAt ? 'warning' : 'info'}>{state}</Pill>}
    >
      <p>
        {only ? t.justFor(only.why[language]) : objects.length > 0 ? t.rows(objects.length) : t.whole},{' '}
        {t.since(f.shortDate(one.setAt))}
        {liftedAt && `, ${t.until(f.shortDate(liftedAt))}`}
      </p>
      {allowed.length > 0 && <p>{t.allowed(allowed.map(({ why }) => why[language]).join(', '))}</p>}
      {reason && <KeyValue items={[{ term: t.reason, value: reason }]} />}
      {announcedAt && !liftedAt && (
        <p>
          <Muted>{t.told(f.dateTime(announcedAt))}</Muted>
        </p>
      )}
      {acts && !liftedAt && !stays && (
        <Actions>
          <ActionForm action={acts.restriction} hidden={{ do: announcedAt ? 'lift' : 'mail', restriction: id }} small>
            {announcedAt ? t.lift : t.announce}
          </ActionForm>
          {announcedBy !== 'letter' && (
            <ActionForm action={acts.restriction} hidden={{ do: 'letter', restriction: id }} kind="tertiary" small>
              {t.announceLetter}
            </ActionForm>
          )}
        </Actions>
      )}
    </Panel>
  )
}

function OneObjection({ language, zone, about: one }: RightsPanelProps & { readonly about: RaisedObjection }): Html {
  const t = restrictionTexts(language).panel
  const f = format(language, zone)
  const state = one.outcome === null ? t.open21 : t[one.outcome]
  return (
    <Panel
      level={3}
      title={one.activity?.why[language] ?? ''}
      aside={<Pill tone={one.outcome ? 'success' : 'warning'}>{state}</Pill>}
    >
      <KeyValue
        items={[
          { term: t.reasons, value: one.reasons ?? '' },
          ...(one.weighing ? [{ term: t.weighing, value: one.weighing }] : []),
        ]}
      />
      <Muted>{t.since(f.shortDate(one.raisedAt))}</Muted>
    </Panel>
  )
}
