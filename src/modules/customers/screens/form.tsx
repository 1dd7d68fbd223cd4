import type { Activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { PublicFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { type Children, ErrorSummary, type Html, Link, Muted, Notice, PublicPage, Stack } from '#platform/ui/index.ts'
import { CollectionNotice } from '#privacy'
import { keeping } from '../data.ts'
import { words } from '../texts.ts'

/** What every page of this module is shown with. */
export type Framed = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly organisation: Organisation
  readonly href: (path: string) => string
}

/** A form as it stands: what was entered, and what is wrong with it. */
export type Filled = { readonly raw: Raw; readonly problems: Problems }
export const blank: Filled = { raw: {}, problems: {} }

const sentence = (language: Language, code: string): string => {
  const known: Readonly<Record<string, string>> = words(language).problems
  return known[code] ?? known['unknown'] ?? ''
}

/** What the fields of a form have in common. A password never comes back to the screen. */
export const fieldOf = (filled: Filled, language: Language) => (name: string, label: string) => ({
  language,
  name,
  label,
  ...(filled.raw[name] === undefined ? {} : { value: filled.raw[name] }),
  ...(filled.problems[name] ? { error: sentence(language, filled.problems[name]) } : {}),
})

/** What is said of many fields alike: in the list of all problems it needs the field's name before it. */
const GENERAL = new Set(['required', 'too-long', 'unknown'])

export function FormProblems({ language, filled }: { readonly language: Language; readonly filled: Filled }): Html {
  const labels: Readonly<Record<string, string>> = words(language).fields
  const errors = Object.entries(filled.problems).map(([field, code]) => {
    const [label, said] = [labels[field], sentence(language, code)]
    return { field, message: label && GENERAL.has(code ?? '') ? `${label}: ${said}` : said }
  })
  return <ErrorSummary language={language} errors={errors} />
}

/** What is said where a customer gives data. */
export const collectionOf = (
  { organisation, language }: Pick<Framed, 'organisation' | 'language'>,
  activities: readonly Activity[] = [keeping],
) => ({ organisation, language, activities, keep: words(language).keep })

export const Collected = (props: Framed & { readonly activities?: readonly Activity[] }): Html => (
  <CollectionNotice {...collectionOf(props, props.activities)} href={props.href} />
)

/** A narrow page with one matter. */
export function DoorPage(
  props: Framed & {
    readonly title: string
    readonly filled?: Filled
    readonly notices?: Html | undefined
    readonly children: Children
  },
): Html {
  const { frame, language, title, filled, notices, children } = props
  return (
    <PublicPage {...frame} title={title} width="narrow" hidden>
      <Stack>
        {filled && <FormProblems language={language} filled={filled} />}
        {notices}
        {children}
      </Stack>
    </PublicPage>
  )
}

/** A quiet way on below a form. */
export const Aside = ({ url, children }: { readonly url: string; readonly children: string }): Html => (
  <p>
    <Muted>
      <Link url={url}>{children}</Link>
    </Muted>
  </p>
)

export const Done = ({ language, text }: { readonly language: Language; readonly text: string | undefined }): Html =>
  text === undefined ? <></> : <Notice language={language} tone="success" role="status" title={text} />
