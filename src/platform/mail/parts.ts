import type { Bilingual } from '../data/activity.ts'
import type { Scope } from '../data/scope.ts'
import type { Language } from '../text/language.ts'

/** Something that differs from mail to mail. In a text it stands in braces: `{name}`. */
export type Placeholder = {
  /** What stands there, for who writes the text; also the label where it is shown as a fact. */
  readonly name: Bilingual
  readonly example: Bilingual
  /** May be empty: the paragraph in which it stands is then left out. */
  readonly optional?: true
  /** An address of a page: stands only as the target of a link, `[My appointment]({manage})`. */
  readonly link?: true
}

/**
 * A text of a mail in both languages. Blank lines part paragraphs; links are written `[words]({placeholder})` or
 * `[words](https://...)`.
 */
export type Part<P extends string = string> = Bilingual & {
  /** Staff may not change the text, and why: the law that asks for it. */
  readonly law?: Bilingual
  /** What an organisation's own text must still contain. */
  readonly keeps?: readonly P[]
}

export type MailTemplate<P extends string = string> = {
  /** `appointments.confirmed`: also the kind of the message in the outbox. */
  readonly kind: string
  /** What such a mail is called on screens. */
  readonly name: Bilingual
  /** When it is sent, in a sentence. */
  readonly when: Bilingual
  /** Advertising and information need a way to refuse them; without a lane it is called for by who gets it. */
  readonly lane?: 'informational' | 'bulk'
  readonly placeholders: Readonly<Record<P, Placeholder>>
  readonly subject: Part<NoInfer<P>>
  readonly heading: Part<NoInfer<P>>
  /** By names of our own, in this order; an organisation's text is kept under the name. */
  readonly body: Readonly<Record<string, Part<NoInfer<P>>>>
  /** Placeholders shown as a list of label and value below the body; those that are empty are left out. */
  readonly facts?: readonly NoInfer<P>[]
  /** Big links below the facts; `to` is a link placeholder. One that is empty leaves its link out. */
  readonly actions?: Readonly<Record<string, Part<NoInfer<P>> & { readonly to: NoInfer<P> }>>
  /** Small print: why this mail came, where the notice stands. */
  readonly closing: Readonly<Record<string, Part<NoInfer<P>>>>
}

/** What one mail says: a value for each placeholder, `''` where an optional one is empty. */
export type MailGiven<P extends string = string> = {
  readonly language: Language
  readonly values: Readonly<Record<P, string>>
  /** Facts whose labels only the mail itself knows, e.g. those of a letter. */
  readonly facts?: readonly (readonly [label: string, value: string])[]
}

/** Composes a mail in an organisation's own words, where it has some; `messages` does it, others get it as a port. */
export type ComposeMail = <P extends string>(
  at: Scope<string>,
  template: MailTemplate<P>,
  given: MailGiven<NoInfer<P>>,
) => Promise<{ readonly subject: string; readonly html: string; readonly text: string }>

/** Placeholders that every mail has. */
export const EVERYWHERE: Readonly<Record<string, Placeholder>> = {
  organisation: {
    name: { de: 'Name Ihrer Organisation', en: 'Name of your organisation' },
    example: { de: 'Stadt Musterstadt', en: 'City of Sampletown' },
  },
}

/** The parts of a mail in the order in which it is read, by the names under which own texts are kept: `body.text`. */
export function partsOf(template: MailTemplate): readonly { readonly id: string; readonly part: Part }[] {
  const group = (name: string, parts: Readonly<Record<string, Part>>) =>
    Object.entries(parts).map(([key, part]) => ({ id: `${name}.${key}`, part }))
  return [
    { id: 'subject', part: template.subject },
    { id: 'heading', part: template.heading },
    ...group('body', template.body),
    ...group('actions', template.actions ?? {}),
    ...group('closing', template.closing),
  ]
}

/** Whether the part is one line without links: subject, heading and the words on a button. */
export const isLine = (id: string): boolean => !id.startsWith('body.') && !id.startsWith('closing.')
