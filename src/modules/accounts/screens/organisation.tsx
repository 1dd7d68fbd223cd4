import type { Organisation } from '#platform/data/organisations.ts'
import { languages } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ChoiceGroup,
  Columns,
  FieldSet,
  Form,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextArea,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import { regions, zoneNames } from '../rules/region.ts'
import { words, type Words } from '../texts.ts'
import { AccentCheck } from './accent.tsx'
import { fieldOf, FormProblems, type Filled } from './form.tsx'
import { Done, type Staff } from './own.tsx'

/** The fields of the form and the words for them, in the order of the page. */
export const labelsOf = (t: Words['organisation']) =>
  ({
    name: t.name,
    short_name: t.shortName,
    address: t.address,
    contact_mail: t.contactMail,
    contact_phone: t.contactPhone,
    represented_by: t.representedBy,
    imprint_extra: t.imprintExtra,
    officer_name: t.officerName,
    officer_contact: t.officerContact,
    authority_name: t.authorityName,
    authority_contact: t.authorityContact,
    accent: t.accent,
    languages: t.languages,
    zone: t.zone,
    holiday_region: t.region,
  }) as const

export type Conflict = { readonly changed: readonly { readonly label: string; readonly now: string }[] }

export type OrganisationProps = Staff & {
  /** As it stands now; what was entered (`filled.raw`) goes before it. */
  readonly current: Organisation
  readonly filled: Filled
  readonly conflict?: Conflict | undefined
  readonly done: string | undefined
  readonly isOperator: boolean
}

export function OrganisationPage(props: OrganisationProps): Html {
  const { frame, language, href, filled, conflict, done, isOperator } = props
  const t = words(language).organisation
  const { founding } = words(language)
  return (
    <StaffPage {...frame} title={t.title} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      {conflict && (
        <Notice language={language} tone="warning" role="alert" title={t.conflictTitle}>
          <p>{conflict.changed.length > 0 ? t.conflict : t.conflictSame}</p>
          <ul>
            {conflict.changed.map(({ label, now }) => (
              <li>{t.conflictLine(label, now === '' ? t.conflictEmpty : now)}</li>
            ))}
          </ul>
          <p>{t.conflictDo}</p>
        </Notice>
      )}
      <PageHead title={t.title} lead={t.lead} />
      <Columns
        aside={
          <Stack>
            <Logo {...props} />
            {isOperator && (
              <Panel title={founding.title} lead={founding.lead}>
                <Link url={href('/team/einrichtung/organisationen')}>{t.organisations}</Link>
              </Panel>
            )}
          </Stack>
        }
      >
        <Panel>
          <Facts {...props} />
        </Panel>
      </Columns>
    </StaffPage>
  )
}

function Facts({ language, href, current, filled }: OrganisationProps): Html {
  const all = words(language)
  const t = all.organisation
  const labels = labelsOf(t)
  const field = fieldOf(filled, language)
  const text = (name: Exclude<keyof typeof labels, 'languages'>) => ({
    ...field(name, labels[name]),
    value: filled.raw[name] ?? current[name],
  })
  const offered = filled.raw['languages']?.split(',') ?? current.languages
  return (
    <Form action={href('/team/einrichtung/organisation')} hidden={{ version: String(current.version) }}>
      <FieldSet legend={t.basics}>
        <TextField {...text('name')} required />
        <TextField {...text('short_name')} hint={t.shortNameHint} required />
        <TextArea {...text('address')} rows={3} required />
        <TextField {...text('contact_mail')} type="email" required />
        <TextField {...text('contact_phone')} type="tel" width="medium" />
      </FieldSet>
      <FieldSet legend={t.imprint}>
        <TextField {...text('represented_by')} />
        <TextArea {...text('imprint_extra')} hint={t.imprintExtraHint} />
      </FieldSet>
      <FieldSet legend={t.privacy}>
        <TextField {...text('officer_name')} />
        <TextArea {...text('officer_contact')} rows={3} />
        <TextField {...text('authority_name')} />
        <TextArea {...text('authority_contact')} rows={3} />
      </FieldSet>
      <FieldSet legend={t.look}>
        <TextField {...text('accent')} hint={t.accentHint} width="short" required />
        <AccentCheck language={language} accent={filled.raw['accent'] ?? current.accent} />
      </FieldSet>
      <FieldSet legend={t.regional}>
        <ChoiceGroup
          {...field('languages', t.languages)}
          many
          options={languages.map((one) => ({ value: one, label: all.languages[one] }))}
          value={offered}
          inline
          required
        />
        <SelectField
          {...text('zone')}
          options={zoneNames().map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))}
          empty={false}
          required
        />
        <SelectField {...text('holiday_region')} options={regions(language)} empty={false} required />
      </FieldSet>
      <Button>{all.save}</Button>
    </Form>
  )
}

function Logo({ language, href, current }: OrganisationProps): Html {
  const t = words(language).organisation
  return (
    <Panel title={t.logo} lead={t.logoLead}>
      {current.logo_blob ? (
        <p>
          <img src={href(`/logo/${current.logo_blob}`)} alt={t.logo} height="32" />
        </p>
      ) : (
        <p>
          <Muted>{t.logoNone}</Muted>
        </p>
      )}
      <Form action={href('/team/einrichtung/organisation/logo')} files>
        <TextField
          language={language}
          name="logo"
          label={t.logoFile}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          mark={false}
        />
        <Button kind="secondary">{t.logoUpload}</Button>
      </Form>
      {current.logo_blob && (
        <ActionForm action={href('/team/einrichtung/organisation/logo/entfernen')} kind="tertiary">
          {t.logoRemove}
        </ActionForm>
      )}
    </Panel>
  )
}
