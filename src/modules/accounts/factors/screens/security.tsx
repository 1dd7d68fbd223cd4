import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  ButtonLink,
  DataTable,
  Muted,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import { signingIn } from '../../data.ts'
import { AccountNotice } from '../../screens/form.tsx'
import type { Staff } from '../../screens/own.tsx'
import type { PasskeyLine, Standing } from '../standing.ts'
import { OwnMenu } from '../../life/own/menu.tsx'
import { factorWords } from '../texts.ts'
import { PasskeyForm } from './passkey.tsx'

const PATH = '/team/ich/sicherheit'

export type SecurityProps = Staff & {
  readonly standing: Standing
  readonly offer: string
  readonly suggestion: string
  readonly done: string | undefined
  readonly wrong: string | undefined
  /** Whether the role demands a second factor that this session does not have. */
  readonly needed: boolean
}

/** How the account's owner signs in: passkeys, an app, recovery codes. */
export function SecurityPage(props: SecurityProps): Html {
  const { frame, language, href, needed, done, wrong } = props
  const t = factorWords(language).security
  return (
    <StaffPage
      {...frame}
      title={t.title}
      notices={
        <>
          {wrong !== undefined && <Notice language={language} tone="danger" role="alert" title={wrong} />}
          {done !== undefined && <Notice language={language} tone="success" role="status" title={done} />}
          {needed && (
            <Notice language={language} tone="warning" title={t.neededTitle}>
              {t.needed}
            </Notice>
          )}
        </>
      }
    >
      <OwnMenu language={language} href={href} here="security" />
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        <Passkeys {...props} />
        <App {...props} />
        <Codes {...props} />
      </Stack>
    </StaffPage>
  )
}

function Passkeys({ language, organisation, href, standing, offer, suggestion }: SecurityProps): Html {
  const t = factorWords(language).security
  const at = format(language, organisation.zone)
  const day = (instant: Temporal.Instant | null) =>
    instant === null ? t.never : `${at.shortDate(instant)}, ${at.clock(instant)}`
  return (
    <Panel title={t.passkeys} lead={t.passkeysLead}>
      <DataTable<PasskeyLine>
        caption={t.passkeys}
        rows={standing.passkeys}
        empty={
          <p>
            <Muted>{t.none}</Muted>
          </p>
        }
        columns={[
          { label: t.name, header: true, cell: ({ name }) => name },
          { label: t.created, cell: ({ created }) => day(created) },
          { label: t.used, cell: ({ used }) => day(used) },
          { label: t.where, cell: ({ backedUp }) => (backedUp ? t.backedUp : t.single) },
          {
            label: t.action,
            quiet: true,
            cell: ({ id, name }) => (
              <ActionForm
                action={href(`${PATH}/passkey/entfernen`)}
                hidden={{ passkey: id }}
                kind="tertiary"
                small
                label={t.removeLabel(name)}
              >
                {t.remove}
              </ActionForm>
            ),
          },
        ]}
      />
      <PasskeyForm
        language={language}
        action={href(`${PATH}/passkey`)}
        offer={offer}
        act="create"
        button={t.add}
        kind="primary"
      >
        <TextField
          language={language}
          name="name"
          label={t.nameLabel}
          hint={t.nameHint}
          value={suggestion}
          maxlength={60}
          width="medium"
          mark={false}
        />
        <AccountNotice organisation={organisation} language={language} href={href} activities={[signingIn]} />
      </PasskeyForm>
    </Panel>
  )
}

function App({ language, organisation, href, standing }: SecurityProps): Html {
  const t = factorWords(language).security
  const at = format(language, organisation.zone)
  const { app } = standing
  return (
    <Panel title={t.app} lead={t.appLead}>
      <p>{app ? t.appOn(at.date(app.created), app.used ? at.date(app.used) : t.never) : t.appOff}</p>
      <Actions>
        <ButtonLink url={href(`${PATH}/app`)} kind="secondary">
          {app ? t.appReplace : t.appSet}
        </ButtonLink>
        {app && (
          <ActionForm action={href(`${PATH}/app/entfernen`)} kind="tertiary">
            {t.appRemove}
          </ActionForm>
        )}
      </Actions>
    </Panel>
  )
}

function Codes({ language, href, standing }: SecurityProps): Html {
  const t = factorWords(language).security
  const possible = standing.app !== undefined || standing.passkeys.length > 0
  return (
    <Panel title={t.codes} lead={t.codesLead}>
      <p>{possible ? t.codesLeft(standing.codesLeft) : t.codesLater}</p>
      {possible && (
        <>
          <p>
            <Muted>{t.codesHint}</Muted>
          </p>
          <ActionForm action={href(`${PATH}/notfallcodes`)} kind="secondary">
            {t.codesNew}
          </ActionForm>
        </>
      )}
    </Panel>
  )
}
