import type { Language } from '#platform/text/language.ts'
import { ButtonStates, Choosing, Dialogs } from './design-acting.tsx'
import { FieldStates } from './design-fields.tsx'
import { Aside, Figures, Tables } from './design-showing.tsx'
import { hardToShow } from './design-words.ts'
import {
  ButtonLink,
  Columns,
  Link,
  LinkLine,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  type Html,
  type PageAssets,
  type PageLink,
} from './index.ts'

const { long, endless } = hardToShow

export interface DesignPageProps {
  readonly language: Language
  readonly assets: PageAssets
  /** Whole screens made of these parts. */
  readonly screens?: readonly PageLink[] | undefined
}

/** Every part in every state, to be looked at. Its sample words are German in both languages. */
export function DesignPage({ language, assets, screens = [] }: DesignPageProps): Html {
  return (
    <StaffPage
      language={language}
      title={language === 'de' ? 'Gestaltung' : 'Design'}
      banner="Hier steht, was über jeder Seite gesagt wird."
      organisation={{ name: `Stadt Musterlingen und ${long}`, shortName: 'Musterlingen', logo: assets.icon }}
      assets={assets}
      navigation={[
        { label: 'Warteschlange', url: '#a', current: true },
        { label: 'Kalender', url: '#b' },
        { label: 'Personen', url: '#c' },
        { label: 'Einrichtung', url: '#d' },
      ]}
      section={{
        label: 'Teile der Warteschlange',
        links: [
          { label: 'Heute', url: '#f', current: true },
          { label: long, url: '#g' },
        ],
        below: [
          { label: 'Am Schalter', url: '#k', current: true },
          { label: 'Im Wartebereich', url: '#l' },
        ],
      }}
      status="Schalter 3 · offen"
      worksFor={[
        { label: 'Stadt Musterlingen', url: '#h', current: true },
        { label: long, url: '#i' },
      ]}
      signedIn={{ name: endless, url: '#me' }}
      signOut={{ action: '#out' }}
      footer={[
        { label: 'Datenschutz', url: '#e', current: true },
        { label: 'Impressum', url: '#j' },
      ]}
    >
      <PageHead
        title={language === 'de' ? 'Alle Teile, alle Zustände' : 'Every part, every state'}
        lead="Mit der Tabulatortaste: jedes Ziel zeigt einen Ring. Hell, dunkel, gedruckt, 390 und 1280 Pixel breit."
        actions={<ButtonLink url="#print">Verweis als Knopf</ButtonLink>}
      />
      <Stack>
        {screens.length > 0 && (
          <Panel title={language === 'de' ? 'Ganze Seiten daraus' : 'Whole pages made of them'}>
            <LinkLine>
              {screens.map(({ label, url }) => (
                <Link url={url}>{label}</Link>
              ))}
            </LinkLine>
          </Panel>
        )}
        <Columns aside={<Aside language={language} />}>
          <ButtonStates />
          <Panel title="Felder">
            <FieldStates language={language} />
          </Panel>
          <Choosing language={language} />
          <Tables language={language} />
        </Columns>
        <Figures />
      </Stack>
      <Dialogs language={language} />
    </StaffPage>
  )
}
