import type { Child } from 'hono/jsx'
import type { JSX } from 'hono/jsx/jsx-runtime'

/** What a component gives back: escaped HTML, ready for `c.html(...)` or `String(...)`. */
export type Html = JSX.Element
/** What a component takes between its tags: text (escaped) or components. */
export type Children = Child

/** Joins class names and leaves out what is false or undefined. */
export const classes = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ')
