import { accounts } from '#accounts'
import { appointments, appointmentTimeline, customerAppointments, rightPlaces } from '#appointments'
import { customers } from '#customers'
import {
  archivePlaces,
  customerDocuments,
  documents,
  documentSettings,
  linksThatWereFetched,
  personDocuments,
} from '#documents'
import { backups, backupSettings, backupState, type BackupPorts, forgetOrganisation } from '#backups'
import {
  composeMail,
  messages,
  type MailSettings,
  messageTimeline,
  queueMail,
  settings as messageSettings,
  smsTimeline,
  type SmsBases,
  type Transport,
} from '#messages'
import type { Config } from '#platform/config/config.ts'
import type { House } from '#platform/data/scope.ts'
import type { Permission } from '#platform/http/permission.ts'
import type { Module } from '#platform/module.ts'
import { people, personPage } from '#people'
import { privacy, settings as privacySettings } from '#privacy'
import { authoritiesThatReceived, type RegisterPorts, registers } from '#registers'
import { alsoReceived, correctionPanel, customerRequests, informingPanel, rights, rightsPanel } from '#rights'
import './checkpoint-mail.ts'
import { wordingPorts } from './mail-wordings.ts'
import { remindOfficers } from './reminders.ts'
import { houseSettings, webSettings } from './settings.ts'

// who was given data of a person beside the companies that take part: told of what is put right, erased or restricted
alsoReceived(authoritiesThatReceived)
alsoReceived(linksThatWereFetched)

/** What the modules need from outside themselves. */
export type Given = {
  /** The open house; asked for when a request comes, since the modules are listed before it is opened. */
  readonly house: () => House
  readonly transport: Transport | undefined
  readonly mailFrom: string
  /** Limits of the mail server, DNS servers, ...; as without settings unless told. */
  readonly mail?: MailSettings
  /** Where the providers of SMS are reached; the published addresses unless told. */
  readonly sms?: Partial<SmsBases>
  readonly failed: (error: unknown) => void
  /** Organisations may name servers in a private network. */
  readonly privateServers?: boolean
  /** Where watched folders lie on this machine, and for how many days what was filed stays there; left out, none are watched. */
  readonly watched?: { readonly root: string; readonly days: number } | undefined
  /** What the protective measures are compared with; left out where no server runs. */
  readonly running?: RegisterPorts['running']
  /** Where backups go and how one is tried out; left out, none are made. */
  readonly backups?: BackupPorts
}

/** THE list: everything the system does is one of these. */
export const modulesOf = (given: Given): readonly Module[] => {
  const modules: readonly Module[] = [
    privacy,
    messages({
      ...given.mail,
      transport: given.transport,
      from: given.mailFrom,
      failed: given.failed,
      personPage,
      wordings: wordingPorts(given.house),
      ...(given.sms ? { sms: { bases: given.sms } } : {}),
    }),
    people({
      timelines: [appointmentTimeline, messageTimeline, smsTimeline],
      panels: [personDocuments, informingPanel, rightsPanel, correctionPanel],
    }),
    accounts({
      house: given.house,
      sendMail: queueMail,
      composeMail,
      life: {
        places: async (at) => [...(await rightPlaces(at)), ...(await archivePlaces(at))],
        permissions: () => permissionsOf(modules),
        forgetBackups: async (house, organisation) => {
          const target = given.backups?.target()
          return target ? (await forgetOrganisation(house, target, organisation)).backups : 0
        },
      },
      privateServers: given.privateServers === true,
    }),
    backups(given.backups),
    rights({ house: given.house }),
    registers({
      house: given.house,
      failed: given.failed,
      permissions: () => permissionsOf(modules),
      backups: backupState,
      remind: remindOfficers(() => given.running?.()?.publicUrl),
      ...(given.running ? { running: given.running } : {}),
    }),
    customers({ house: given.house, panels: [customerAppointments, customerDocuments, customerRequests] }),
    documents({
      house: given.house,
      failed: given.failed,
      privateServers: given.privateServers === true,
      watched: given.watched,
    }),
    appointments,
  ]
  return modules
}

/** The rights that any route asks for. */
const permissionsOf = (modules: readonly Module[]): Permission[] =>
  modules.flatMap(({ routes }) => routes).flatMap(({ rules: { who } }) => (typeof who === 'string' ? [] : [who]))

/** All settings, by module. */
export const settings = {
  house: houseSettings,
  web: webSettings,
  messages: messageSettings,
  privacy: privacySettings,
  backups: backupSettings,
  documents: documentSettings,
} as const
export type Configuration = Config<typeof settings>
