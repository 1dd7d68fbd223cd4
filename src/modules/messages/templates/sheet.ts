import type { Organisation } from '#platform/data/organisations.ts'
import type { MailGiven, MailTemplate } from '#platform/mail/parts.ts'
import { renderWithOptOut } from '../blocks/opt-out.ts'
import { renderMail } from '../render.tsx'
import { filled, type Wording } from './fill.ts'

export const modes = ['light', 'dark'] as const
export type Mode = (typeof modes)[number]

const DARK = '@media (prefers-color-scheme:dark)'
const HEAD_ENDS = '</head>'

/** A mail as one reader sees it: in the light or in the dark, whatever the screen that shows it prefers. */
export function inMode(html: string, mode: Mode): string {
  const end = html.indexOf(HEAD_ENDS)
  const head = html.slice(0, end)
  const fixed = head.replace(DARK, mode === 'dark' ? '@media all' : '@media not all').replaceAll('light dark', mode)
  return fixed + html.slice(end)
}

/** A mail with texts that need not be in use yet; one that needs a way out shows where it stands. */
export function preview(
  organisation: Pick<Organisation, 'name' | 'accent' | 'address'>,
  template: MailTemplate,
  wording: Wording,
  given: MailGiven,
): { subject: string; html: string; text: string } {
  const mail = filled(template, wording, organisation, given)
  return template.lane === undefined
    ? renderMail(mail)
    : renderWithOptOut(mail, { url: 'https://belegt.example/abmelden/…' })
}
