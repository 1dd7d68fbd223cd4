import { memberMails, members } from '#accounts'
import { composeMail, queueMail } from '#messages'
import { officerFigure } from '#privacy'
import { tables } from '#platform/data/query-builder.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { mailTemplate } from '#platform/mail/template.ts'
import { format } from '#platform/text/format.ts'
import { filing, storing } from '../data.ts'
import { db } from './data.ts'
import { ARCHIVES } from './paths.ts'
import { storingWords } from './texts.ts'

const actor = { kind: 'system', job: 'documents.scrub' } as const
/** Officers may not set archives up: there they see that it is watched. */
const PROMISES = '/team/datenschutz/zusagen'
const MONDAY = 1
const DAY_MS = 86_400_000

/** Says that something is damaged, never what: it lies in a mailbox. */
export const damageMail = mailTemplate({
  kind: 'documents.damage',
  name: { de: 'Beschädigte Dateien gefunden', en: 'Damaged files found' },
  when: {
    de: 'Sobald die tägliche Prüfung abgelegte Dateien findet, die beschädigt sind oder fehlen, und jeden Montag, solange es so bleibt; geht an die Administration.',
    en: 'As soon as the daily check finds filed documents that are damaged or missing, and each Monday while it stays so; goes to the administrators.',
  },
  placeholders: {
    archive: {
      name: { de: 'Seite der Archive', en: 'Page of the archives' },
      example: { de: 'https://belegt.example/amt/archive', en: 'https://belegt.example/amt/archive' },
      link: true,
    },
  },
  subject: { de: 'Abgelegte Dateien sind beschädigt', en: 'Filed documents are damaged' },
  heading: { de: 'Abgelegte Dateien sind beschädigt', en: 'Filed documents are damaged' },
  body: {
    found: {
      de: 'Die tägliche Prüfung hat abgelegte Dateien gefunden, die beschädigt sind oder fehlen. Sie werden nicht ausgeliefert; alles andere ist unversehrt.',
      en: 'The daily check has found filed documents that are damaged or missing. They are not handed out; all others are intact.',
    },
    todo: {
      de: 'Bitte holen Sie diese Dateien aus der Sicherung zurück und lassen Sie den Datenträger prüfen. In welchem Archiv sie liegen, steht unter Einrichtung, Archive. Sind sie zurück, bemerkt das die nächste Prüfung von selbst.',
      en: 'Please bring these files back from the backup, and have the disk checked. In which archive they lie stands under set-up, archives. Once they are back the next check notices by itself.',
    },
  },
  actions: { open: { de: 'Archive öffnen', en: 'Open the archives', to: 'archive' } },
  closing: {
    why: {
      de: 'Diese Mail bekommen Sie, weil Sie diese Organisation verwalten.',
      en: 'You get this mail because you administer this organisation.',
    },
  },
})

export type Damage = { readonly damaged: number; readonly oldest: Temporal.Instant | null }

/** How many files are known to be damaged or missing, and since when the one is unread that was not looked at for longest. */
export const damageOf = (house: House, organisation: Organisation): Promise<Damage> =>
  inScope(house, { organisation, actor, purpose: storing, readOnly: true }, async (at) =>
    db(at)
      .selectFrom('document_versions')
      .select(({ fn }) => [fn.count<number>('damaged_at').as('damaged'), fn.min('verified_at').as('oldest')])
      .executeTakeFirstOrThrow(),
  )

/** How many files of all organisations, for the health figures. */
export async function damagedFiles(house: House): Promise<number> {
  let sum = 0
  for (const organisation of await house.directory.all())
    if (organisation.state !== 'closed') sum += (await damageOf(house, organisation)).damaged
  return sum
}

const everybody = tables({ members })

/** Writes to the administrators, at most once a day. @param isNew whether damage was found that was not known before */
export async function tellOfDamage(house: House, organisation: Organisation, isNew: boolean): Promise<void> {
  const day = house.clock.now().toZonedDateTimeISO(organisation.zone).dayOfWeek
  if (!isNew && (day !== MONDAY || (await damageOf(house, organisation)).damaged === 0)) return
  await inScope(house, { organisation, actor, purpose: filing }, writeToAdministrators)
}

async function writeToAdministrators(at: Scope<(typeof filing)['opens'][number]>): Promise<void> {
  const rows = await everybody(at)
    .selectFrom('members')
    .select('account_id')
    .where('left_at', 'is', null)
    .where('role', 'in', ['main-administrator', 'administrator'])
    .execute()
  const people = await memberMails(
    at,
    rows.map(({ account_id }) => account_id),
  )
  const version = Math.floor(at.now.epochMilliseconds / DAY_MS)
  for (const { account, mail } of people) {
    const values = { archive: absoluteIn(at.house, at.organisation)(ARCHIVES, at.language) }
    const content = await composeMail(at, damageMail, { language: at.language, values })
    await queueMail(at, { person: account, to: mail, cause: account, kind: damageMail.kind, version, content })
  }
}

officerFigure({
  order: 55,
  async read(at, language) {
    const { damaged, oldest } = await damageOf(at.house, at.organisation)
    if (oldest === null) return [] // nothing is filed
    const { figure } = storingWords(language)
    const f = format(language, at.organisation.zone)
    return [
      {
        label: figure.label,
        value: damaged > 0 ? f.number(damaged) : figure.intact,
        note: damaged > 0 ? figure.damaged : figure.since(f.shortDate(oldest)),
        tone: damaged > 0 ? 'danger' : 'success',
        href: PROMISES,
      },
    ]
  },
})
