import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import { type Children, type Html, PageHead, Stack, StaffPage, SubTabs, Tabs } from '#platform/ui/index.ts'
import { mayOversee } from '../permissions.ts'
import { type OfficeGroup, officeGroups, officePageOf, officePages, OVERVIEW } from './pages.ts'

export type OfficeScreen = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  /** Where we are within the organisation: `/team/datenschutz/fristen`. */
  readonly path: string
}

export type OfficeFrameProps = OfficeScreen & {
  readonly title: string
  readonly lead?: Children | undefined
  /** What can be done here, at the heading's right. */
  readonly actions?: Children | undefined
  readonly children: Children
}

const words = {
  de: { menu: 'Datenschutz', overview: 'Überblick' },
  en: { menu: 'Data protection', overview: 'Overview' },
} as const

/** A page of the officer's area: its parts as tabs, the pages of this part below, heading and matter. */
export function OfficeFrame(props: OfficeFrameProps): Html {
  const { title, lead, actions } = props
  return (
    <StaffPage {...props.frame} title={title}>
      <OfficeMenu {...props} />
      <PageHead title={title} lead={lead} actions={actions} />
      <Stack>{props.children}</Stack>
    </StaffPage>
  )
}

/** Two short lines at every width: the parts of the area, and the pages of the part we are in. */
export function OfficeMenu({ frame, language, href, path }: OfficeScreen): Html {
  const pages = officePages(frame.roles)
  const here = officePageOf(path)
  const group = here && (here.group ?? 'rules')
  const of = (name: OfficeGroup) => pages.filter((one) => (one.group ?? 'rules') === name)
  const names = (Object.keys(officeGroups) as OfficeGroup[]).filter((name) => of(name).length > 0)
  const overseer = frame.roles === undefined || frame.roles.some((role) => mayOversee.roles.includes(role))
  const tabs = [
    ...(overseer ? [{ label: words[language].overview, url: href(OVERVIEW), current: path === OVERVIEW }] : []),
    ...names.map((name) => ({
      label: officeGroups[name].label[language],
      url: href(of(name)[0]?.path ?? OVERVIEW),
      current: name === group,
    })),
  ]
  return (
    <>
      <Tabs label={words[language].menu} tabs={tabs} />
      {group && of(group).length > 1 && (
        <SubTabs
          label={officeGroups[group].label[language]}
          tabs={of(group).map((one) => ({ label: one.label[language], url: href(one.path), current: one === here }))}
        />
      )}
    </>
  )
}
