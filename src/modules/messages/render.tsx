import { raw } from 'hono/html'
import type { Language } from '#platform/text/language.ts'

export type MailText = {
  readonly language: Language
  readonly organisation: { readonly name: string; readonly accent: string; readonly address: string }
  readonly subject: string
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly actions: readonly { readonly label: string; readonly url: string }[]
  /** Small print: why this mail came, where the notice stands. */
  readonly closing: readonly string[]
}

const styles = {
  body: 'margin:0;padding:0;background:#f2f3f7;color:#171a2b;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;line-height:1.5;overflow-wrap:anywhere',
  sheet: 'max-width:36rem;margin:0 auto;padding:1.5rem',
  card: 'background:#ffffff;border:1px solid #d8dae6;border-radius:12px;padding:1.5rem',
  name: 'font-weight:700;margin:0 0 1rem',
  heading: 'font-size:1.375rem;line-height:1.25;margin:0 0 1rem',
  label:
    'color:#4d5370;padding:.25rem 1rem .25rem 0;vertical-align:top;text-align:left;font-weight:400;white-space:nowrap',
  value: 'padding:.25rem 0;vertical-align:top;font-weight:600',
  link: 'display:inline-block;margin:.25rem .75rem .25rem 0;padding:.625rem 1rem;border:2px solid #1d3a8f;border-radius:8px;color:#1d3a8f;font-weight:600;text-decoration:none',
  small: 'color:#4d5370;font-size:.875rem',
}

/** One source, two forms: HTML without pictures, scripts or outside addresses, and the same as plain text. */
export function renderMail(mail: MailText): { subject: string; html: string; text: string } {
  return { subject: oneLine(mail.subject), html: String(<MailHtml {...mail} />), text: mailText(mail) }
}

/** A subject is one header line: what could end it is gone. */
const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

function MailHtml(mail: MailText) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={mail.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{mail.subject}</title>
        </head>
        <body style={styles.body}>
          <div style={styles.sheet}>
            <p style={`${styles.name};border-left:6px solid ${mail.organisation.accent};padding-left:.75rem`}>
              {mail.organisation.name}
            </p>
            <div style={styles.card}>
              <h1 style={styles.heading}>{mail.heading}</h1>
              {mail.paragraphs.map((paragraph) => (
                <p>{paragraph}</p>
              ))}
              {mail.facts.length > 0 && (
                <table role="presentation">
                  {mail.facts.map(([label, value]) => (
                    <tr>
                      <th scope="row" style={styles.label}>
                        {label}
                      </th>
                      <td style={styles.value}>{lines(value)}</td>
                    </tr>
                  ))}
                </table>
              )}
              {mail.actions.length > 0 && (
                <p>
                  {mail.actions.map(({ label, url }) => (
                    <a style={styles.link} href={url}>
                      {label}
                    </a>
                  ))}
                </p>
              )}
            </div>
            {mail.closing.map((paragraph) => (
              <p style={styles.small}>{paragraph}</p>
            ))}
            <p style={styles.small}>{lines(mail.organisation.address)}</p>
          </div>
        </body>
      </html>
    </>
  )
}

const lines = (text: string) => text.split('\n').map((line, place) => (place === 0 ? line : [<br />, line]))

function mailText(mail: MailText): string {
  const facts = mail.facts.map(([label, value]) => `${label}: ${value.replaceAll('\n', ', ')}`)
  const actions = mail.actions.map(({ label, url }) => `${label}:\n${url}`)
  const blocks = [
    mail.organisation.name,
    mail.heading,
    ...mail.paragraphs,
    facts.join('\n'),
    ...actions,
    '--',
    ...mail.closing,
    mail.organisation.address.replaceAll('\n', ', '),
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}
