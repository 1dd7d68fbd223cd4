import { raw } from 'hono/html'
import type { Language } from '#platform/text/language.ts'
import { darkSheet, inlineStyles } from './mail-style.ts'

/** Words, or a link by its words. */
export type Inline = { readonly text: string; readonly url?: string }
/** A paragraph; a plain text has no links. */
export type Paragraph = string | readonly Inline[]

export type MailText = {
  readonly language: Language
  readonly organisation: { readonly name: string; readonly accent: string; readonly address: string }
  readonly subject: string
  readonly heading: string
  readonly paragraphs: readonly Paragraph[]
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly actions: readonly { readonly label: string; readonly url: string }[]
  /** Small print: why this mail came, where the notice stands. */
  readonly closing: readonly Paragraph[]
}

/** One source, two forms: HTML without pictures, scripts or outside addresses, and the same as plain text. */
export function renderMail(mail: MailText): { subject: string; html: string; text: string } {
  return { subject: oneLine(mail.subject), html: String(<MailHtml {...mail} />), text: mailText(mail) }
}

/** A subject is one header line: what could end it is gone. */
const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

function MailHtml(mail: MailText) {
  const style = inlineStyles(mail.organisation.accent)
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={mail.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="supported-color-schemes" content="light dark" />
          <title>{oneLine(mail.subject)}</title>
          <style>{raw(darkSheet(mail.organisation.accent))}</style>
        </head>
        <body class="page" style={style.page}>
          <main class="page" lang={mail.language} style={style.body}>
            <p class="name" style={style.name}>
              {mail.organisation.name}
            </p>
            <div class="sheet" style={style.sheet}>
              <h1 style={style.heading}>{mail.heading}</h1>
              {mail.paragraphs.map((paragraph) => (
                <p style={style.paragraph}>{inlines(paragraph, style.link)}</p>
              ))}
              {mail.facts.length > 0 && (
                <dl style={style.facts}>
                  {mail.facts.map(([label, value]) => (
                    <>
                      <dt class="quiet" style={style.label}>
                        {label}
                      </dt>
                      <dd style={style.value}>{lines(value)}</dd>
                    </>
                  ))}
                </dl>
              )}
              {mail.actions.length > 0 && (
                <p style="margin:0">
                  {mail.actions.map(({ label, url }) => (
                    <a class="action" style={style.action} href={url}>
                      {label}
                    </a>
                  ))}
                </p>
              )}
            </div>
            {mail.closing.map((paragraph) => (
              <p class="quiet" style={style.small}>
                {inlines(paragraph, style.link)}
              </p>
            ))}
            <p class="quiet" style={style.small}>
              {lines(mail.organisation.address)}
            </p>
          </main>
        </body>
      </html>
    </>
  )
}

const inlines = (paragraph: Paragraph, link: string) =>
  typeof paragraph === 'string'
    ? lines(paragraph)
    : paragraph.map(({ text, url }) =>
        url === undefined ? (
          lines(text)
        ) : (
          <a class="link" style={link} href={url}>
            {text}
          </a>
        ),
      )

const lines = (text: string) => text.split('\n').map((line, place) => (place === 0 ? line : [<br />, line]))

/** A link within a sentence stands in angle brackets, so that no full stop becomes part of it (RFC 3986, appendix C). */
function plainOf(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return paragraph
  const alone = paragraph.length === 1
  return paragraph
    .map(({ text, url }) => (url === undefined ? text : alone ? `${text}: ${url}` : `${text} <${url}>`))
    .join('')
}

function mailText(mail: MailText): string {
  const facts = mail.facts.map(([label, value]) => `${label}: ${value.replaceAll(/\n+/g, ', ')}`)
  const actions = mail.actions.map(({ label, url }) => `${label}:\n${url}`)
  const blocks = [
    mail.organisation.name,
    mail.heading,
    ...mail.paragraphs.map(plainOf),
    facts.join('\n'),
    ...actions,
    '--',
    ...mail.closing.map(plainOf),
    mail.organisation.address.replaceAll('\n', ', '),
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}
