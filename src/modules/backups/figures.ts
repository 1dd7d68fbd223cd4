import { officerFigure, type OfficeFigure, recipientsNow } from '#privacy'
import type { Scope } from '#platform/data/scope.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { backupStore } from './connector.ts'
import { backupAlarm, drillStands, jumpOfClock, lastRun } from './runs.ts'
import type { Target } from './target/target.ts'

const words = {
  de: {
    backup: 'Letzte Sicherung',
    none: 'Noch keine. Ohne Sicherung sind die Daten bei einem Schaden verloren.',
    waits: 'Die Ablage fehlt im Verzeichnis der Auftragsverarbeiter oder ist ausgeschaltet: Es wird nichts gesichert.',
    late: 'Seit mehr als einem Tag keine Sicherung. Bitte den Betrieb fragen.',
    jumped: (days: number) =>
      `Zwischen zwei Sicherungen liegen ${days} Tage. Stimmt die Uhr des Rechners? Ältere Sicherungen bleiben vorerst. Bitte den Betrieb fragen.`,
    fine: 'Jede Nacht, verschlüsselt, außerhalb dieses Rechners.',
    drill: 'Rückkehr zuletzt erprobt',
    drills: {
      never: 'Noch nie erprobt.',
      fine: 'Zurückgeholt, Zeile für Zeile verglichen, wieder gelöscht.',
      failed: 'Die letzte Probe ist gescheitert. Bitte den Betrieb fragen.',
      old: 'Seit mehr als drei Monaten nicht mehr. Bitte den Betrieb fragen.',
    },
  },
  en: {
    backup: 'Last backup',
    none: 'None yet. Without a backup the data are lost when something breaks.',
    waits: 'The store is missing in the register of processors or switched off: nothing is backed up.',
    late: 'No backup for more than a day. Please ask the operator.',
    jumped: (days: number) =>
      `${days} days lie between two backups. Is the machine’s clock right? Older backups stay for now. Please ask the operator.`,
    fine: 'Every night, encrypted, off this machine.',
    drill: 'Restore last tried out',
    drills: {
      never: 'Never tried out.',
      fine: 'Restored, compared row by row, removed again.',
      failed: 'The last trial failed. Please ask the operator.',
      old: 'Not for more than three months. Please ask the operator.',
    },
  },
} as const

const href = '/team/datenschutz/zusagen'

let target: () => Target | undefined = () => undefined
/** Lets the operator's overview say when nothing may be copied to the configured target. */
export const watchTarget = (given: typeof target = () => undefined): void => void (target = given)

const storeWaits = async (at: Scope<string>): Promise<boolean> =>
  target()?.company === true && !(await recipientsNow(at)).some(({ id }) => id === backupStore.recipient)

async function figures(at: Scope<string>, language: Language): Promise<readonly OfficeFigure[]> {
  const t = words[language]
  const f = format(language, at.organisation.zone)
  const waits = at.organisation.slug === OPERATOR && (await storeWaits(at))
  const [backup, drill, alarm] = [await lastRun(at, 'backup'), await lastRun(at, 'drill'), await backupAlarm(at)]
  const [tried, jumped] = [await drillStands(at), await jumpOfClock(at)]
  const late = jumped === undefined ? t.late : t.jumped(jumped)
  return [
    {
      label: t.backup,
      value: backup ? f.date(backup.finished_at) : '–',
      note: waits ? t.waits : backup ? (alarm ? late : t.fine) : t.none,
      tone: waits || alarm ? 'danger' : backup ? 'success' : 'warning',
      href: waits ? '/team/datenschutz/auftragsverarbeiter' : href,
    },
    {
      label: t.drill,
      value: drill ? f.date(drill.finished_at) : '–',
      note: t.drills[tried],
      tone: tried === 'fine' ? 'success' : tried === 'never' ? 'warning' : 'danger',
      href,
    },
  ]
}

officerFigure({ order: 50, read: figures })
