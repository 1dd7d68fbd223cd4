import type { OutgoingMail, Transport } from '#messages'

export type DemoMail = OutgoingMail & { readonly number: number; readonly receivedAt: Temporal.Instant }

const MOST = 500

/** The demo's mail server: keeps the newest mails in memory, where the demo's pages show them. Nothing leaves the machine. */
export function demoMailbox(now: () => Temporal.Instant): Transport & { mails(): readonly DemoMail[] } {
  const mails: DemoMail[] = []
  let count = 0
  return {
    async send(mail) {
      mails.unshift({ ...mail, number: ++count, receivedAt: now() })
      mails.length = Math.min(mails.length, MOST)
    },
    mails: () => mails,
  }
}
