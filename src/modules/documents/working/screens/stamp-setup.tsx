import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ButtonLink,
  CheckField,
  ChoiceGroup,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  SelectField,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { namedErrors } from '../../named-errors.ts'
import { STAMPS, stampPage } from '../paths.ts'
import type { Stamp } from '../rules/stamps.ts'
import { stateName, words } from '../texts.ts'

type Frame = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly stamps: readonly Stamp[]
}

/** States to which a stamp of one's own may lead; archiving is more than a state. */
export const movable = ['new', 'checked', 'approved', 'rejected'] as const

export function StampsPage({ frame, language, href, stamps, saved }: Frame & { readonly saved: boolean }): Html {
  const t = words(language).setup
  const notice = saved && (
    <Notice language={language} tone="success" role="status">
      {t.saved}
    </Notice>
  )
  return (
    <StaffPage {...frame} title={t.title} notices={notice}>
      <PageHead
        title={t.title}
        lead={t.lead}
        actions={<ButtonLink url={href(`${STAMPS}/neu`)}>{t.create}</ButtonLink>}
      />
      <Panel>
        <Rows
          rows={stamps.map((stamp) => ({
            main: (
              <Link url={href(stampPage(stamp.id))}>
                <Name>{stamp.name}</Name>
              </Link>
            ),
            note: [
              stamp.purpose ? t.house : t.own,
              stamp.movesTo && `${t.movesTo}: ${stateName(language, stamp.movesTo)}`,
              stamp.otherPerson && t.otherPerson,
            ]
              .filter(Boolean)
              .join(' · '),
            end: stamp.closed && <Pill tone="muted">{t.closed}</Pill>,
          }))}
        />
      </Panel>
    </StaffPage>
  )
}

type FormProps = Frame & {
  readonly stamp: Stamp | undefined
  readonly values: Raw
  readonly problems: Problems
}

export function StampFormPage({ frame, language, href, stamps, stamp, values, problems }: FormProps): Html {
  const t = words(language).setup
  const title = stamp ? t.edit(stamp.name) : t.create
  const sentence = (code: string) => t.problems[code as keyof typeof t.problems] ?? t.problems.number
  const labels = {
    name: t.name,
    movesTo: t.movesTo,
    movesFrom: t.movesFrom,
    followsWith: t.followsWith,
    followDays: t.followDays,
    position: t.position,
  }
  const errors = namedErrors(problems, labels, sentence)
  const errorOf = (field: string) => (problems[field] === undefined ? undefined : sentence(problems[field]))
  const common = (name: string, label: string) => ({ language, name, label, error: errorOf(name) })
  const fixed = stamp?.purpose ?? null
  return (
    <StaffPage {...frame} title={title}>
      <PageHead title={title} actions={<Link url={href(STAMPS)}>{t.back}</Link>} />
      <Panel>
        {errors.length > 0 && <ErrorSummary language={language} errors={errors} />}
        <Form
          action={href(stamp ? stampPage(stamp.id) : `${STAMPS}/neu`)}
          hidden={{ version: values['version'] ?? '0' }}
        >
          <TextField {...common('name', t.name)} value={values['name']} maxlength={60} required />
          {fixed ? (
            <Muted>{fixed === 'archive' ? t.archiveFixed : t.fixed}</Muted>
          ) : (
            <>
              <SelectField
                empty={false}
                {...common('movesTo', t.movesTo)}
                value={values['movesTo']}
                options={[
                  { value: '', label: t.keep },
                  ...movable.map((state) => ({ value: state, label: stateName(language, state) })),
                ]}
              />
              <ChoiceGroup
                {...common('movesFrom', t.movesFrom)}
                hint={t.movesFromHint}
                many
                inline
                value={(values['movesFrom'] ?? '').split(',')}
                options={movable.map((state) => ({ value: state, label: stateName(language, state) }))}
              />
            </>
          )}
          <CheckField {...common('needsNote', t.needsNote)} checked={Boolean(values['needsNote'])} />
          <CheckField {...common('otherPerson', t.otherPerson)} checked={Boolean(values['otherPerson'])} />
          <SelectField
            empty={false}
            {...common('followsWith', t.followsWith)}
            value={values['followsWith']}
            options={[
              { value: '', label: t.nothing },
              ...stamps
                .filter(({ id, closed }) => !closed && id !== stamp?.id)
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <TextField
            {...common('followDays', t.followDays)}
            inputmode="numeric"
            width="short"
            value={values['followDays']}
          />
          <TextField
            {...common('position', t.position)}
            inputmode="numeric"
            width="short"
            value={values['position']}
            required
          />
          <div>
            <Button>{t.save}</Button>
          </div>
        </Form>
      </Panel>
      {stamp && !fixed && (
        <Panel>
          <ActionForm
            action={href(`${stampPage(stamp.id)}/benutzen`)}
            hidden={{ closed: stamp.closed ? '' : 'yes' }}
            kind="secondary"
          >
            {stamp.closed ? t.open : t.close}
          </ActionForm>
        </Panel>
      )}
    </StaffPage>
  )
}
