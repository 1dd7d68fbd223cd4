import type { Organisation } from '#platform/data/organisations.ts'
import {
  Button,
  ChoiceGroup,
  Columns,
  DataTable,
  FieldSet,
  Form,
  Link,
  Name,
  PageHead,
  Panel,
  PublicPage,
  SelectField,
  StaffPage,
  TextArea,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { Language } from '#platform/text/language.ts'
import { membership } from '../data.ts'
import { regions, zoneNames } from '../rules/region.ts'
import { words } from '../texts.ts'
import { AccountNotice, fieldOf, FormProblems, valueOf, type Filled } from './form.tsx'
import { Done, type Staff } from './own.tsx'
import type { Public } from './sign-in.tsx'

type Given = { readonly language: Language; readonly filled: Filled; readonly site: string }

/** The fields of a new organisation, in the set-up and for every further one. */
function NewOrganisation({ language, filled, site }: Given): Html {
  const t = words(language)
  const field = fieldOf(filled, language)
  const value = valueOf(filled)
  const kinds = t.founding.kinds
  return (
    <>
      <TextField {...field('name', t.organisation.name)} {...value('name')} required autocomplete="off" />
      <TextField
        {...field('short_name', t.organisation.shortName)}
        {...value('short_name')}
        hint={t.organisation.shortNameHint}
        autocomplete="off"
      />
      <TextField
        {...field('slug', t.founding.slug)}
        {...value('slug')}
        hint={t.founding.slugHint(`${site}/musterstadt`)}
        required
        autocomplete="off"
        width="medium"
      />
      <ChoiceGroup
        {...field('kind', t.founding.kind)}
        value={filled.raw['kind'] ?? ''}
        hint={t.founding.kindHint}
        options={[
          { value: 'public', label: kinds.public },
          { value: 'private', label: kinds.private },
        ]}
        required
      />
      <TextArea
        {...field('address', t.organisation.address)}
        {...value('address')}
        hint={t.founding.addressHint}
        rows={3}
        required
      />
      <TextField
        {...field('contact_mail', t.organisation.contactMail)}
        {...value('contact_mail')}
        type="email"
        required
        autocomplete="off"
      />
      <TextField
        {...field('represented_by', t.organisation.representedBy)}
        {...value('represented_by')}
        hint={t.founding.representedByHint}
        mark={false}
        autocomplete="off"
      />
      <SelectField
        {...field('zone', t.organisation.zone)}
        value={filled.raw['zone'] ?? 'Europe/Berlin'}
        options={zoneNames().map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))}
        empty={false}
        required
      />
      <SelectField
        {...field('region', t.organisation.region)}
        value={filled.raw['region'] ?? ''}
        options={regions(language)}
        required
      />
    </>
  )
}

function NewAdmin({ language, filled, password }: Omit<Given, 'site'> & { readonly password: boolean }): Html {
  const { fields } = words(language)
  const field = fieldOf(filled, language)
  const value = valueOf(filled)
  return (
    <>
      <TextField
        {...field('admin_name', fields.name)}
        {...value('admin_name')}
        required
        autocomplete={password ? 'name' : 'off'}
      />
      <TextField
        {...field('admin_mail', fields.mail)}
        {...value('admin_mail')}
        type="email"
        required
        autocomplete={password ? 'username' : 'off'}
      />
      {password && (
        <TextField
          {...field('password', fields.password)}
          hint={fields.passwordHint}
          type="password"
          required
          autocomplete="new-password"
        />
      )}
    </>
  )
}

export type SetUpProps = Public & { readonly filled: Filled; readonly token: string; readonly site: string }

export function SetUpPage(props: SetUpProps): Html {
  const { frame, language, organisation, href, filled, token, site } = props
  const { setUp: t } = words(language)
  const field = fieldOf(filled, language)
  const value = valueOf(filled)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <FormProblems language={language} filled={filled} />
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href(`/einrichten/${token}`)}>
          <FieldSet legend={t.operator} hint={t.operatorLead}>
            <TextField
              {...field('operator_name', t.operatorName)}
              {...value('operator_name')}
              required
              autocomplete="organization"
            />
            <TextArea
              {...field('operator_address', t.operatorAddress)}
              {...value('operator_address')}
              rows={3}
              required
            />
            <TextField {...field('operator_mail', t.operatorMail)} {...value('operator_mail')} type="email" required />
            <TextField {...field('operator_officer', t.operatorOfficer)} {...value('operator_officer')} />
            <TextArea
              {...field('operator_officer_contact', t.operatorOfficerContact)}
              {...value('operator_officer_contact')}
              rows={2}
            />
          </FieldSet>
          <FieldSet legend={t.organisation} hint={t.organisationLead}>
            <NewOrganisation language={language} filled={filled} site={site} />
          </FieldSet>
          <FieldSet legend={t.admin} hint={t.adminLead}>
            <NewAdmin language={language} filled={filled} password />
          </FieldSet>
          <AccountNotice
            organisation={organisation}
            language={language}
            href={(path) => href(`/${organisation.slug}${path}`)}
          />
          <Button wide>{t.button}</Button>
        </Form>
      </Panel>
    </PublicPage>
  )
}

export type FoundingProps = Staff & {
  readonly organisations: readonly Organisation[]
  readonly filled: Filled
  readonly site: string
  readonly done: string | undefined
}

export function FoundingPage(props: FoundingProps): Html {
  const { frame, language, organisation, href, organisations, filled, site, done } = props
  const t = words(language)
  const home = (slug: string) => `${language === 'en' ? '/en' : ''}/${slug}`
  return (
    <StaffPage {...frame} title={t.founding.title} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      <PageHead title={t.founding.title} lead={t.founding.lead} />
      <Columns
        aside={
          <Panel title={t.founding.newTitle}>
            <Form action={href('/team/einrichtung/organisationen')}>
              <NewOrganisation language={language} filled={filled} site={site} />
              <FieldSet legend={t.founding.adminTitle} hint={t.founding.adminLead}>
                <NewAdmin language={language} filled={filled} password={false} />
              </FieldSet>
              <AccountNotice organisation={organisation} language={language} href={href} activities={[membership]} />
              <Button>{t.founding.button}</Button>
            </Form>
          </Panel>
        }
      >
        <Panel>
          <DataTable
            caption={t.founding.title}
            rows={organisations}
            columns={[
              { label: t.organisation.name, header: true, cell: (one) => <Name>{one.name}</Name> },
              { label: t.founding.slug, cell: (one) => <Link url={home(one.slug)}>{`/${one.slug}`}</Link> },
              { label: t.founding.kind, cell: (one) => t.founding.kinds[one.kind] },
            ]}
          />
        </Panel>
      </Columns>
    </StaffPage>
  )
}
