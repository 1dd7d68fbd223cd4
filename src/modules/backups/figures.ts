import { officerFigure, type OfficeFigure } from '#privacy'
import type { Scope } from '#platform/data/scope.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { backupAlarm, lastRun } from './runs.ts'

const words = {
  de: {
    backup: 'Letzte Sicherung',
    none: 'Noch keine. Ohne Sicherung sind die Daten bei einem Schaden verloren.',
    late: 'Seit mehr als einem Tag keine Sicherung. Bitte den Betrieb fragen.',
    fine: 'Jede Nacht, verschlüsselt, außerhalb dieses Rechners.',
    drill: 'Rückkehr zuletzt erprobt',
    never: 'Noch nie erprobt.',
    tried: 'Zurückgeholt, Zeile für Zeile verglichen, wieder gelöscht.',
  },
  en: {
    backup: 'Last backup',
    none: 'None yet. Without a backup the data are lost when something breaks.',
    late: 'No backup for more than a day. Please ask the operator.',
    fine: 'Every night, encrypted, off this machine.',
    drill: 'Restore last tried out',
    never: 'Never tried out.',
    tried: 'Restored, compared row by row, removed again.',
  },
} as const

const href = '/team/datenschutz/zusagen'

async function figures(at: Scope<string>, language: Language): Promise<readonly OfficeFigure[]> {
  const t = words[language]
  const f = format(language, at.organisation.zone)
  const [backup, drill, alarm] = [await lastRun(at, 'backup'), await lastRun(at, 'drill'), await backupAlarm(at)]
  return [
    {
      label: t.backup,
      value: backup ? f.date(backup.finished_at) : '–',
      note: backup ? (alarm ? t.late : t.fine) : t.none,
      tone: alarm ? 'danger' : backup ? 'success' : 'warning',
      href,
    },
    {
      label: t.drill,
      value: drill ? f.date(drill.finished_at) : '–',
      note: drill ? t.tried : t.never,
      tone: drill ? 'success' : 'warning',
      href,
    },
  ]
}

officerFigure({ order: 50, read: figures })
