import type { Language } from '#platform/text/language.ts'
import { classes, type Children, type Html } from './html.ts'
import { Link } from './links.tsx'
import { uiTexts } from './texts.ts'

export type Tone = 'info' | 'success' | 'warning' | 'danger'

export interface PanelProps {
  readonly title?: Children | undefined
  /** 1 when it carries the page's heading, else 2 or 3. */
  readonly level?: 1 | 2 | 3 | undefined
  /** One muted line under the title. */
  readonly lead?: Children | undefined
  /** Stands at the right of the title: figures, a link. */
  readonly aside?: Children | undefined
  readonly id?: string | undefined
  readonly children?: Children | undefined
}

function Heading({ level, children }: { readonly level: 1 | 2 | 3; readonly children: Children }): Html {
  if (level === 1) return <h1>{children}</h1>
  return level === 2 ? <h2>{children}</h2> : <h3>{children}</h3>
}

/** A card: one matter. */
export function Panel(props: PanelProps): Html {
  const heading = props.title ? <Heading level={props.level ?? 2}>{props.title}</Heading> : undefined
  return (
    <section class="panel" id={props.id}>
      {(heading || props.aside) && (
        <div class="panel-head">
          {heading}
          {props.aside && <div class="panel-aside">{props.aside}</div>}
        </div>
      )}
      {props.lead && <p class={classes('lead', props.level !== 1 && 'small')}>{props.lead}</p>}
      {props.children}
    </section>
  )
}

export interface PageHeadProps {
  readonly title: Children
  readonly lead?: Children | undefined
  readonly actions?: Children | undefined
}

/** The page's heading where no panel carries it, with what can be done here at its right. */
export function PageHead(props: PageHeadProps): Html {
  return (
    <div class="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.lead && <p class="lead">{props.lead}</p>}
      </div>
      {props.actions && <div class="acts">{props.actions}</div>}
    </div>
  )
}

/** Main matter and what stands beside it; below each other on a phone. */
export function Columns({ children, aside }: { readonly children: Children; readonly aside: Children }): Html {
  return (
    <div class="cols">
      <div class="stack">{children}</div>
      <aside class="stack">{aside}</aside>
    </div>
  )
}

/** Things below each other on the one spacing scale. */
export function Stack({ children }: { readonly children: Children }): Html {
  return <div class="stack">{children}</div>
}

/** A muted second line. */
export function Muted({ children }: { readonly children: Children }): Html {
  return <span class="muted small">{children}</span>
}

export interface StepsProps {
  readonly language: Language
  readonly steps: readonly string[]
  /** From 1. */
  readonly current: number
}

export function Steps({ language, steps, current }: StepsProps): Html {
  const texts = uiTexts(language)
  return (
    <ol class="steps" aria-label={texts.step(current, steps.length).replace(/:$/, '')}>
      {steps.map((label, index) => {
        const state = index + 1 < current ? 'done' : index + 1 === current ? 'now' : undefined
        return (
          <li class={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span>
              {index + 1} {label}
            </span>
            {state === 'done' && <span class="sr">, {texts.stepDone}</span>}
          </li>
        )
      })}
    </ol>
  )
}

export interface NoticeProps {
  readonly language: Language
  readonly tone: Tone
  readonly title?: Children | undefined
  /** `status` and `alert` are announced when they appear without a page load. */
  readonly role?: 'status' | 'alert' | undefined
  readonly children?: Children | undefined
}

/** Something the reader should know now; the tone is said in words too. */
export function Notice(props: NoticeProps): Html {
  return (
    <div class={`notice notice-${props.tone}`} role={props.role}>
      <Icon tone={props.tone} />
      <div>
        <span class="sr">{uiTexts(props.language)[props.tone]} </span>
        {props.title && <p class="notice-title">{props.title}</p>}
        {props.children && <div class="notice-body">{props.children}</div>}
      </div>
    </div>
  )
}

const signs: Record<Tone, string> = {
  info: 'M12 10.5v6M12 7.2v.1',
  success: 'M7.5 12.3l3.2 3.2 6-6.6',
  warning: 'M12 7v6M12 16.4v.1',
  danger: 'M8.5 8.5l7 7m0-7l-7 7',
}

/** Drawn in the markup, not in the style sheet: the policy then needs no `data:` images. */
function Icon({ tone }: { readonly tone: Tone }): Html {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="11" />
      <path d={signs[tone]} />
    </svg>
  )
}

export interface PillProps {
  readonly tone?: Tone | 'muted' | 'accent' | undefined
  readonly children: Children
}

/** A status, always in words; the colour only repeats them. */
export function Pill({ tone, children }: PillProps): Html {
  return <span class={classes('pill', tone && `pill-${tone}`)}>{children}</span>
}

/** Words in the colour of their tone, for one value in a table or a list. */
export function Toned({ tone, children }: { readonly tone: Tone; readonly children: Children }): Html {
  return <span class={`tone-${tone}`}>{children}</span>
}

export interface TilesProps {
  readonly tiles: readonly {
    readonly value: Children
    readonly label: Children
    readonly note?: Children | undefined
    readonly tone?: Tone | undefined
    readonly noteTone?: Tone | undefined
    /** The page that says more; the label leads there. */
    readonly url?: string | undefined
  }[]
}

/** A word that is too long for the size of figures. */
const isWord = (value: Children) => typeof value === 'string' && /\p{L}{8}/u.test(value)

/** Figures at a glance. */
export function Tiles({ tiles }: TilesProps): Html {
  return (
    <ul class="tiles">
      {tiles.map((tile) => (
        <li class="panel tile">
          <b class={classes('tile-value', isWord(tile.value) && 'tile-word', tile.tone && `tone-${tile.tone}`)}>
            {tile.value}
          </b>
          {tile.url === undefined ? <span>{tile.label}</span> : <Link url={tile.url}>{tile.label}</Link>}
          {tile.note && <span class={tile.noteTone ? `small tone-${tile.noteTone}` : 'small muted'}>{tile.note}</span>}
        </li>
      ))}
    </ul>
  )
}

export interface KeyValueProps {
  readonly items: readonly { readonly term: Children; readonly value: Children }[]
  readonly small?: boolean | undefined
}

/** A term that leaves no room for its value beside it on a phone. */
const isLong = (term: Children) => typeof term === 'string' && /\S{20}/u.test(term)

export function KeyValue({ items, small }: KeyValueProps): Html {
  return (
    <dl class={classes('kv', small && 'small', items.some(({ term }) => isLong(term)) && 'kv-long')}>
      {items.map(({ term, value }) => (
        <div>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export interface RowsProps {
  readonly rows: readonly {
    readonly main: Children
    readonly note?: Children | undefined
    readonly end?: Children | undefined
  }[]
}

/** A list of matters: what, a muted line, and at the right how it stands or what to do. */
export function Rows({ rows }: RowsProps): Html {
  return (
    <ul class="rows">
      {rows.map((row) => (
        <li>
          <div>
            {row.main}
            {row.note && <div class="small muted">{row.note}</div>}
          </div>
          {row.end && <div class="rows-end">{row.end}</div>}
        </li>
      ))}
    </ul>
  )
}

export interface EmptyStateProps {
  readonly title: Children
  /** What to do now. */
  readonly children?: Children | undefined
  readonly action?: Children | undefined
}

export function EmptyState(props: EmptyStateProps): Html {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children && <p class="muted">{props.children}</p>}
      {props.action}
    </div>
  )
}

export interface DetailsProps {
  readonly summary: Children
  readonly open?: boolean | undefined
  /** Looks like a panel. */
  readonly panel?: boolean | undefined
  readonly children: Children
}

export function Details(props: DetailsProps): Html {
  return (
    <details class={props.panel ? 'panel' : undefined} open={props.open}>
      <summary>{props.summary}</summary>
      <div class="details-body">{props.children}</div>
    </details>
  )
}

/** The one number of the screen: the ticket being served. */
export function BigNumber({
  children,
  label,
}: {
  readonly children: Children
  readonly label?: Children | undefined
}): Html {
  return (
    <div>
      {label && <p class="small muted">{label}</p>}
      <p class="big">{children}</p>
    </div>
  )
}
