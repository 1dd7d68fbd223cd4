import { type Activity, basisFor } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Language } from '#platform/text/language.ts'
import { Details, type Html, Link } from '#platform/ui/index.ts'
import { basisWords } from './notice/purposes.ts'
import { recipientsKnown } from './connectors.ts'

/** What is said where a person gives data (Art. 13 GDPR): two sentences, and the rest one click away. */
export type Collection = {
  readonly organisation: Organisation
  readonly language: Language
  readonly activities: readonly Activity[]
  /** How long, as a whole sentence: "Wir löschen Ihre Angaben 30 Tage nach dem Termin." */
  readonly keep: string
}

const de = {
  lead: (name: string) =>
    `${name} ist für Ihre Angaben verantwortlich und nutzt sie nur, um Ihr Anliegen zu bearbeiten.`,
  why: 'Wofür und mit welchem Recht',
  to: 'Wer sie erhält',
  toText: (others: readonly string[]) =>
    others.length === 0
      ? 'Nur wir und der Betreiber dieses Systems, der für uns arbeitet.'
      : `Wir und der Betreiber dieses Systems, der für uns arbeitet, dazu ${others.join(', ')}.`,
  must: 'Müssen Sie das angeben?',
  rights: 'Ihre Rechte',
  rightsText:
    'Sie können jederzeit Auskunft, Berichtigung, Löschung oder Einschränkung verlangen, widersprechen und sich bei der Aufsichtsbehörde beschweren. Eine Einwilligung können Sie jederzeit widerrufen.',
  more: 'Mehr dazu',
  all: 'Alle Datenschutzhinweise',
  special: (why: string) =>
    `Ich willige ein, dass besonders geschützte Angaben, die ich hier mache (etwa zu meiner Gesundheit), für diesen Zweck genutzt werden: ${why}. Das ist freiwillig. Ich kann es jederzeit widerrufen; dann werden diese Angaben gelöscht.`,
}
const en: typeof de = {
  lead: (name) => `${name} is responsible for what you enter here and uses it only to handle your matter.`,
  why: 'What for, and by what right',
  to: 'Who receives it',
  toText: (others) =>
    others.length === 0
      ? 'Only we and the operator of this system, who works for us.'
      : `We and the operator of this system, who works for us, and also ${others.join(', ')}.`,
  must: 'Do you have to give this?',
  rights: 'Your rights',
  rightsText:
    'You can ask for access, correction, erasure or restriction at any time, object, and complain to the supervisory authority. You can withdraw a consent at any time.',
  more: 'More about this',
  all: 'The whole privacy notice',
  special: (why) =>
    `I consent to the use of specially protected data that I enter here (for example about my health) for this purpose: ${why}. This is voluntary. I can withdraw it at any time; these data are then deleted.`,
}
const texts = { de, en }

type Said = {
  readonly lead: string
  readonly keep: string
  readonly points: readonly { term: string; values: readonly string[] }[]
}

function said({ organisation, language, activities, keep }: Collection): Said {
  const t = texts[language]
  const named = new Set(activities.flatMap((one) => one.recipients))
  const others = recipientsKnown(organisation.id).filter(({ id, everything }) => everything || named.has(id))
  return {
    lead: t.lead(organisation.name),
    keep,
    points: [
      {
        term: t.why,
        values: activities.map(
          (one) => `${one.why[language]}: ${basisWords(basisFor(one, organisation.kind), language).join('. ')}`,
        ),
      },
      { term: t.to, values: [t.toText(others.map(({ name }) => name))] },
      { term: t.must, values: [...new Set(activities.map((one) => one.obligation[language]))] },
      { term: t.rights, values: [t.rightsText] },
    ],
  }
}

/**
 * The text at the place of collection, to stand directly above the button that sends the form: who, until when, and
 * folded out below it why, by what right, to whom, with which rights.
 */
export function CollectionNotice(props: Collection & { readonly href: (path: string) => string }): Html {
  const t = texts[props.language]
  const { lead, keep, points } = said(props)
  return (
    <div class="collection">
      <p>
        {lead} {keep}
      </p>
      <Details summary={t.more}>
        <dl class="kv small">
          {points.map(({ term, values }) => (
            <div>
              <dt>{term}</dt>
              {values.map((value) => (
                <dd>{value}</dd>
              ))}
            </div>
          ))}
        </dl>
        <p>
          <Link url={props.href('/datenschutz')}>{t.all}</Link>
        </p>
      </Details>
    </div>
  )
}

/** The same words as `CollectionNotice` shows, as plain text: what `recordConsent` keeps. */
export function collectionWording(given: Collection): string {
  const { lead, keep, points } = said(given)
  return [`${lead} ${keep}`, ...points.flatMap(({ term, values }) => [term, ...values])].join('\n')
}

/** The words beside the tick box for specially protected data (Art. 9(2)(a) GDPR); never ticked beforehand. */
export const specialWording = (language: Language, activity: Activity): string =>
  texts[language].special(activity.why[language])
