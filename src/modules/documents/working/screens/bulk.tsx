import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  EmptyState,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { documentPage, DOCUMENTS } from '../../viewing/paths.ts'
import type { BulkDone, Selected } from '../actions/bulk.ts'
import { bulkWords } from '../bulk-texts.ts'
import { BULK } from '../paths.ts'
import { stateName } from '../texts.ts'
import { BulkActs } from './bulk-acts.tsx'
import type { BulkChoices } from './bulk-endings.tsx'
import { toneOf } from './stamps.tsx'

/** The id of the form that the boxes of a list belong to. */
export const BULK_FORM = 'bulk'

/** The box beside one document in a list. */
export const BulkBox = ({
  language,
  id,
  title,
}: {
  readonly language: Language
  readonly id: string
  readonly title: string
}): Html => (
  <input type="checkbox" name="ids" value={id} form={BULK_FORM} aria-label={bulkWords(language).chooseOne(title)} />
)

/** The button below a list with boxes. */
export const BulkButton = ({
  language,
  href,
}: {
  readonly language: Language
  readonly href: (path: string) => string
}): Html => (
  <Form id={BULK_FORM} method="get" action={href(BULK)}>
    <div>
      <Button kind="secondary">{bulkWords(language).open}</Button>
    </div>
  </Form>
)

type BulkProps = BulkChoices & {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly chosen: readonly Selected[]
  /** What was done a moment ago, with a sentence for each reason. */
  readonly came: BulkDone | undefined
  readonly why: (code: string) => string
}

/** What can be done with several documents at once. */
export function BulkPage(props: BulkProps): Html {
  const { frame, language, href, chosen, came, why } = props
  const t = bulkWords(language)
  return (
    <StaffPage {...frame} title={t.title} notices={came && <Came language={language} came={came} why={why} />}>
      <PageHead title={t.title} actions={<Link url={href(DOCUMENTS)}>{t.back}</Link>} />
      {chosen.length === 0 ? (
        <Panel>
          <EmptyState title={t.none}>{t.noneHint}</EmptyState>
        </Panel>
      ) : (
        <Stack>
          <Panel title={t.count(chosen.length)}>
            <Rows
              rows={chosen.map(({ id, title, state }) => ({
                main: (
                  <Link url={href(documentPage(id))}>
                    <Name>{title}</Name>
                  </Link>
                ),
                end: <Pill tone={toneOf(state)}>{stateName(language, state)}</Pill>,
              }))}
            />
          </Panel>
          <BulkActs {...props} ids={chosen.map(({ id }) => id).join(',')} />
        </Stack>
      )}
    </StaffPage>
  )
}

function Came({
  language,
  came,
  why,
}: {
  readonly language: Language
  readonly came: BulkDone
  readonly why: BulkProps['why']
}): Html {
  const t = bulkWords(language)
  const refused = Object.entries(came.refused)
  return (
    <Notice
      language={language}
      tone={refused.length > 0 ? 'warning' : 'success'}
      role="status"
      title={t.done(came.done)}
    >
      {refused.map(([code, count]) => (
        <p>{t.refused(count, why(code))}</p>
      ))}
    </Notice>
  )
}
