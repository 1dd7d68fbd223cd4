import { folded, organiserLine } from '#platform/text/calendar-line.ts'
import type { MailContent } from './data.ts'

/**
 * The content with whoever sends it as the organiser of its calendar entry: Google Calendar and Outlook only trust an
 * entry whose organiser is the mail's From address, and that address is a setting of the installation.
 */
export function withOrganiser(content: MailContent, name: string, address: string): MailContent {
  if (!content.calendar) return content
  const { method, file } = content.calendar
  const line = folded(organiserLine(name, address))
  return { ...content, calendar: { method, file: file.replace('\r\nEND:VEVENT', () => `\r\n${line}END:VEVENT`) } }
}
