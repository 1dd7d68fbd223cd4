import { raw } from 'hono/html'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, type HiddenFields } from './buttons.tsx'
import { classes, type Children, type Html } from './html.ts'
import { Link, Name } from './links.tsx'
import { safeUrl } from './safe-url.ts'
import { SubTabs, Tabs } from './tables.tsx'
import { uiTexts } from './texts.ts'

/** Addresses of the files a page needs, as the build named them. */
export interface PageAssets {
  readonly stylesheet: string
  /** The organisation's colours: the text of `themeSheet`, served as its own file. */
  readonly theme?: string | undefined
  readonly icon?: string | undefined
  /** Modules of islands; public pages work without any. */
  readonly scripts?: readonly string[] | undefined
}

export interface PageOrganisation {
  readonly name: string
  /** Its start page. */
  readonly url?: string | undefined
  /** For narrow places. */
  readonly shortName: string
  /** An image of this site; without one the first letter of its short name is the mark. */
  readonly logo?: string | undefined
}

export interface PageLink {
  readonly label: string
  readonly url: string
  readonly current?: boolean | undefined
}

interface FrameProps {
  readonly language: Language
  /** What this page is; the organisation's name is added. */
  readonly title: string
  readonly description?: string | undefined
  readonly organisation: PageOrganisation
  readonly assets: PageAssets
  /** Keeps search engines away; staff pages always do. */
  readonly hidden?: boolean | undefined
  /** One line above everything, e.g. that all data here are invented. */
  readonly banner?: string | undefined
  readonly layout: 'public' | 'staff'
  readonly children: Children
}

function Frame(props: FrameProps): Html {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={props.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${props.title} · ${props.organisation.name}`}</title>
          {props.description && <meta name="description" content={props.description} />}
          {props.hidden && <meta name="robots" content="noindex" />}
          <link rel="stylesheet" href={safeUrl(props.assets.stylesheet)} />
          {props.assets.theme && <link rel="stylesheet" href={safeUrl(props.assets.theme)} />}
          {props.assets.icon && <link rel="icon" href={safeUrl(props.assets.icon)} />}
          {props.assets.scripts?.map((script) => (
            <script type="module" src={safeUrl(script)}></script>
          ))}
        </head>
        <body class={props.layout}>
          <a class="skip" href="#main">
            {uiTexts(props.language).skip}
          </a>
          {props.banner && <p class="banner">{props.banner}</p>}
          {props.children}
        </body>
      </html>
    </>
  )
}

// Making one takes longer than the rest of the page's frame.
const letters = new Intl.Segmenter('de', { granularity: 'grapheme' })

/** The organisation's mark: its logo, or the first letter of what people call it. */
function Mark({ organisation }: { readonly organisation: PageOrganisation }): Html {
  if (organisation.logo) return <img class="logo" src={safeUrl(organisation.logo)} alt="" height="32" />
  const called = organisation.shortName.trim()
  const letter = letters.segment(called).containing(0)?.segment ?? '·'
  return (
    <span class="mark" aria-hidden="true">
      {letter.toLocaleUpperCase('de')}
    </span>
  )
}

function Brand({ organisation, quiet }: { readonly organisation: PageOrganisation; readonly quiet?: boolean }): Html {
  const inside = (
    <>
      <Mark organisation={organisation} />
      <span class={classes('brand-name', quiet && 'brand-quiet')}>
        <Name short>{organisation.name}</Name>
      </span>
    </>
  )
  if (organisation.url === undefined) return <span class="brand">{inside}</span>
  return (
    <Link class="brand" url={organisation.url}>
      {inside}
    </Link>
  )
}

export interface PublicPageProps {
  readonly banner?: string | undefined
  readonly language: Language
  readonly title: string
  readonly description?: string | undefined
  readonly organisation: PageOrganisation
  readonly assets: PageAssets
  /** The same page in another language. */
  readonly otherLanguage?: { readonly language: Language; readonly url: string } | undefined
  /** The way to the own account, for who is signed in to one. */
  readonly account?: PageLink | undefined
  readonly footer: readonly PageLink[]
  /** Keeps search engines away, for pages that carry a token in their address. */
  readonly hidden?: boolean | undefined
  /** Narrow for one form or text, wide for columns. Default: wide. */
  readonly width?: 'narrow' | 'wide' | undefined
  readonly children: Children
}

/** A page for everybody: no script, no cookie, nothing from elsewhere. */
export function PublicPage(props: PublicPageProps): Html {
  return (
    <Frame {...props} layout="public">
      <header class="bar">
        <div class="wrap">
          <Brand organisation={props.organisation} />
          {(props.account ?? props.otherLanguage) && (
            <div class="bar-end small">
              {props.account && <Link url={props.account.url}>{props.account.label}</Link>}
              {props.otherLanguage && (
                <Link url={props.otherLanguage.url} language={props.otherLanguage.language}>
                  {uiTexts(props.otherLanguage.language).otherLanguage}
                </Link>
              )}
            </div>
          )}
        </div>
      </header>
      <main id="main" tabindex={-1} class={classes('wrap', props.width === 'narrow' && 'wrap-narrow')}>
        {props.children}
      </main>
      {props.footer.length > 0 && (
        <footer class="foot">
          <nav class="wrap" aria-label={uiTexts(props.language).footerMenu}>
            {props.footer.map((link) => (
              <Link url={link.url} current={link.current}>
                {link.label}
              </Link>
            ))}
          </nav>
        </footer>
      )}
    </Frame>
  )
}

export interface StaffPageProps {
  readonly banner?: string | undefined
  readonly language: Language
  readonly title: string
  readonly organisation: PageOrganisation
  readonly assets: PageAssets
  readonly navigation: readonly PageLink[]
  /** The pages beside this one, as tabs above it; and below them the pages of the same tab. */
  readonly section?:
    | { readonly label: string; readonly links: readonly PageLink[]; readonly below: readonly PageLink[] }
    | undefined
  /** A short state at the right: "Schalter 3 · offen". */
  readonly status?: Children | undefined
  /** The organisations to change between, the one of this page current; fewer than two are not shown. */
  readonly worksFor?: readonly PageLink[] | undefined
  /** Who is signed in; `url` leads to their own settings. */
  readonly signedIn?: { readonly name: string; readonly url?: string | undefined } | undefined
  readonly signOut?: { readonly action: string; readonly hidden?: HiddenFields | undefined } | undefined
  /** `Notice`s that concern every page: demo, a broken promise, what just happened. */
  readonly notices?: Children | undefined
  readonly footer?: readonly PageLink[] | undefined
  readonly children: Children
}

/** A page behind the sign-in. */
export function StaffPage(props: StaffPageProps): Html {
  const texts = uiTexts(props.language)
  return (
    <Frame {...props} hidden layout="staff">
      <header class="bar">
        <div class="wrap">
          <Brand organisation={props.organisation} quiet={props.navigation.length > 0} />
          {props.navigation.length > 0 && (
            <nav class="nav" aria-label={texts.mainMenu}>
              {props.navigation.map((entry) => (
                <Link url={entry.url} current={entry.current}>
                  {entry.label}
                </Link>
              ))}
            </nav>
          )}
          <div class="bar-end small">
            {props.status && <span>{props.status}</span>}
            {props.worksFor && props.worksFor.length > 1 && <Switch language={props.language} links={props.worksFor} />}
            {props.signedIn && <SignedIn {...props.signedIn} />}
            {props.signOut && (
              <ActionForm {...props.signOut} kind="tertiary" small>
                {texts.signOut}
              </ActionForm>
            )}
          </div>
        </div>
      </header>
      <main id="main" tabindex={-1} class="wrap">
        {props.section && <Section {...props.section} />}
        {props.notices && <div class="stack notices">{props.notices}</div>}
        {props.children}
      </main>
      {props.footer && props.footer.length > 0 && (
        <footer class="foot">
          <nav class="wrap" aria-label={texts.footerMenu}>
            {props.footer.map((link) => (
              <Link url={link.url} current={link.current}>
                {link.label}
              </Link>
            ))}
          </nav>
        </footer>
      )}
    </Frame>
  )
}

function Section({ label, links, below }: NonNullable<StaffPageProps['section']>): Html {
  const here = links.find(({ current }) => current)?.label ?? label
  return (
    <>
      <Tabs label={label} tabs={links} />
      {below.length > 1 && <SubTabs label={here} tabs={below} />}
    </>
  )
}

/** The way to the other organisations: opened, left by Escape and closed by the browser itself, without script. */
function Switch({ language, links }: { readonly language: Language; readonly links: readonly PageLink[] }): Html {
  const texts = uiTexts(language)
  return (
    <>
      <button type="button" class="switch" popovertarget="works-for">
        {texts.switch}
        <span class="sr"> {texts.switchDo}</span>
      </button>
      <nav id="works-for" popover="auto" class="switch-menu" aria-label={texts.switchMenu}>
        <ul>
          {links.map((link) => (
            <li>
              {link.current ? (
                <span aria-current="true">
                  <Name>{link.label}</Name>
                </span>
              ) : (
                <Link url={link.url}>
                  <Name>{link.label}</Name>
                </Link>
              )}
            </li>
          ))}
        </ul>
      </nav>
    </>
  )
}

function SignedIn({ name, url }: { readonly name: string; readonly url?: string | undefined }): Html {
  if (url === undefined) return <Name short>{name}</Name>
  return (
    <Link class="signed-in" url={url}>
      <Name short>{name}</Name>
    </Link>
  )
}
