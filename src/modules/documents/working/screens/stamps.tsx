import type { Language } from '#platform/text/language.ts'
import { format } from '#platform/text/format.ts'
import {
  Button,
  CheckField,
  ChoiceGroup,
  EmptyState,
  Form,
  type Html,
  Name,
  Panel,
  Pill,
  Rows,
  SelectField,
  TextField,
} from '#platform/ui/index.ts'
import type { DocumentRow } from '../../data.ts'
import type { LockGround } from '../actions/locks.ts'
import type { Stamping } from '../actions/stamping.ts'
import { act } from '../paths.ts'
import { grounds } from '../rules/period.ts'
import type { Stamp } from '../rules/stamps.ts'
import { stateName, words } from '../texts.ts'
import type { People } from '../who.ts'

export type Shown = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly document: DocumentRow
  readonly people: People
}

type StampsProps = Shown & {
  readonly stampings: readonly Stamping[]
  /** That may be put now by who looks; the one that archives stands apart. */
  readonly offered: readonly Stamp[]
  readonly mayFile: boolean
}

export const toneOf = (state: string) =>
  state === 'approved' || state === 'archived' ? 'success' : state === 'rejected' ? 'danger' : undefined

/** Stamps on a document, and the form to put one. */
export function StampsPanel(props: StampsProps): Html {
  const { language, zone, href, document, people, stampings, offered, mayFile } = props
  const t = words(language).stamps
  const f = format(language, zone)
  const stamps = offered.filter(({ movesTo }) => movesTo !== 'archived')
  return (
    <Panel
      title={t.title}
      id="stamps"
      aside={<Pill tone={toneOf(document.state)}>{t.state(stateName(language, document.state))}</Pill>}
    >
      {stampings.length === 0 ? (
        <EmptyState title={t.none}>{t.noneHint}</EmptyState>
      ) : (
        <Rows
          rows={stampings.map((one) => ({
            main: <Name>{t.line(one.name, one.version)}</Name>,
            note: (
              <>
                {people.nameOf(one.by)}, {f.dateTime(one.at)}
                {one.note && (
                  <>
                    <br />
                    <Name>{one.note}</Name>
                  </>
                )}
              </>
            ),
            end: <Pill tone={toneOf(one.state)}>{stateName(language, one.state)}</Pill>,
          }))}
        />
      )}
      {mayFile && stamps.length > 0 && (
        <Form action={href(act(document.id, 'stempeln'))} hidden={{ version: String(document.version) }}>
          <ChoiceGroup
            language={language}
            name="stamp"
            label={t.choose}
            required
            inline
            value={stamps[0]?.id}
            options={stamps.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <TextField language={language} name="note" label={t.note} hint={t.noteHint} maxlength={500} />
          <div>
            <Button>{t.put}</Button>
          </div>
        </Form>
      )}
    </Panel>
  )
}

type ArchiveProps = Shown & { readonly stamp: Stamp; readonly ofType: LockGround | undefined }

/** The form that archives a document and locks it. */
export function ArchivePanel({ language, href, document, stamp, ofType }: ArchiveProps): Html {
  const t = words(language).archive
  const length = ofType && `${t[ofType.unit](ofType.length)}${ofType.yearEnd ? ` ${t.yearEnd}` : ''}`
  return (
    <Panel title={t.title} lead={t.lead} id="archive">
      <Form
        action={href(act(document.id, 'archivieren'))}
        hidden={{ version: String(document.version), stamp: stamp.id }}
      >
        <SelectField
          empty={false}
          language={language}
          name="ground"
          label={t.ground}
          required
          value={ofType ? 'type' : 'vouchers'}
          options={[
            ...(ofType && length ? [{ value: 'type', label: t.ofType(ofType.law, length) }] : []),
            ...grounds.map(({ key }) => ({ value: key, label: t.grounds[key as keyof typeof t.grounds] })),
          ]}
        />
        <CheckField language={language} name="sure" label={t.sure} required />
        <div>
          <Button kind="secondary">{t.do}</Button>
        </div>
      </Form>
    </Panel>
  )
}
