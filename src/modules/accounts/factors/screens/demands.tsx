import {
  Actions,
  Button,
  ChoiceGroup,
  Form,
  Notice,
  PageHead,
  Panel,
  StaffPage,
  type Html,
} from '#platform/ui/index.ts'
import type { Staff } from '../../screens/own.tsx'
import { words } from '../../texts.ts'
import type { RoleDemand } from '../demands.ts'
import { factorWords } from '../texts.ts'

/** Of which roles the organisation demands a second factor. */
export function DemandsPage({
  frame,
  language,
  href,
  demands,
  saved,
}: Staff & { readonly demands: readonly RoleDemand[]; readonly saved: boolean }): Html {
  const t = factorWords(language).demands
  const { roles } = words(language)
  return (
    <StaffPage
      {...frame}
      title={t.title}
      notices={saved ? <Notice language={language} tone="success" role="status" title={t.saved} /> : <></>}
    >
      <PageHead title={t.title} lead={t.lead} />
      <Panel>
        <Form action={href('/team/einrichtung/anmeldung')}>
          <ChoiceGroup
            language={language}
            name="rollen"
            label={t.roles}
            hint={t.hint}
            many
            mark={false}
            value={demands.filter(({ demanded }) => demanded).map(({ role }) => role)}
            options={demands.map(({ role, all, without }) => ({
              value: role,
              label: `${roles[role]} (${all === 0 ? t.nobody : t.without(without, all)})`,
            }))}
          />
          <Actions>
            <Button>{t.save}</Button>
          </Actions>
        </Form>
      </Panel>
    </StaffPage>
  )
}
