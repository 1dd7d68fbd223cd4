import type { RefusalTexts } from '#platform/errors/texts.ts'
import { lifeRefusals } from './life/refusals.ts'

/** Sentences for this module's refusals: what happened, what was kept, what to do. */
export const refusals: RefusalTexts = {
  ...lifeRefusals,
  'accounts.not-set-up': {
    de: 'Diese Installation ist noch nicht eingerichtet. Den Link dazu hat das Programm beim ersten Start ausgegeben.',
    en: 'This installation is not set up yet. The program printed the link for it at its first start.',
  },
  'accounts.set-up-ended': {
    de: 'Dieser Link zum Einrichten gilt nicht mehr: Er wurde schon benutzt oder ist abgelaufen. Es wurde nichts geändert. Ist noch nichts eingerichtet, starten Sie das Programm neu; es gibt dann einen neuen Link aus.',
    en: 'This set-up link is no longer valid: it was used already or has expired. Nothing was changed. If nothing is set up yet, start the program again; it then prints a new link.',
  },
  'accounts.too-many-tries': {
    de: 'Das bisherige Passwort war mehrmals nacheinander nicht richtig. Es wurde nichts geändert. Bitte warten Sie kurz und versuchen Sie es dann noch einmal.',
    en: 'The current password was wrong several times in a row. Nothing was changed. Please wait a moment and then try again.',
  },
  'accounts.slug-invalid': {
    de: 'Die Adresse der Organisation darf nur Kleinbuchstaben, Ziffern und einzelne Bindestriche haben. Es wurde nichts gespeichert.',
    en: 'The address of the organisation may only have lower case letters, digits and single hyphens. Nothing was saved.',
  },
  'accounts.slug-reserved': {
    de: 'Diese Adresse braucht das Programm selbst. Bitte wählen Sie eine andere. Es wurde nichts gespeichert.',
    en: 'The program needs this address itself. Please choose another. Nothing was saved.',
  },
  'accounts.slug-taken': {
    de: 'Diese Adresse hat schon eine andere Organisation. Bitte wählen Sie eine andere. Es wurde nichts gespeichert.',
    en: 'Another organisation has this address already. Please choose another. Nothing was saved.',
  },
  'accounts.no-sign-on': {
    de: 'Diese Organisation hat keinen Anbieter für die Anmeldung. Bitte melden Sie sich mit Mailadresse und Passwort an.',
    en: 'This organisation has no provider for signing in. Please sign in with mail address and password.',
  },
  'accounts.sign-on-secret': {
    de: 'Es fehlt das Client-Secret des Anbieters. Es wurde nichts gespeichert.',
    en: 'The client secret of the provider is missing. Nothing was saved.',
  },
  'accounts.sign-on-unregistered': {
    de: 'Der Anbieter lässt sich erst einschalten, wenn sein Vertrag im Verzeichnis der Auftragsverarbeiter steht und die Verbindung dort eingeschaltet ist. Es wurde nichts geändert.',
    en: 'The provider can only be switched on once its contract stands in the register of processors and the connection is switched on there. Nothing was changed.',
  },
  'accounts.link-ended': {
    de: 'Dieser Link gilt nicht mehr: Er wurde schon benutzt oder ist abgelaufen. Ihr Passwort ist unverändert. Bitte fordern Sie auf der Anmeldeseite einen neuen an.',
    en: 'This link is no longer valid: it was used already or has expired. Your password is unchanged. Please request a new one on the sign-in page.',
  },
  'accounts.already-member': {
    de: 'Diese Mailadresse gehört schon einem Mitglied. Sie können dessen Rolle in der Liste ändern.',
    en: 'This mail address belongs to a member already. You can change their role in the list.',
  },
  'accounts.no-such-member': {
    de: 'Dieses Mitglied gibt es hier nicht mehr. Vielleicht hat es gerade jemand entfernt. Bitte laden Sie die Liste neu.',
    en: 'There is no such member here any more. Perhaps somebody has just removed them. Please reload the list.',
  },
  'accounts.main-administrators-only': {
    de: 'Über die Hauptadministration entscheidet nur die Hauptadministration. Es wurde nichts geändert.',
    en: 'Only main administrators decide about main administrators. Nothing was changed.',
  },
  'accounts.last-main-administrator': {
    de: 'Das ist die einzige Hauptadministration. Ernennen Sie zuerst jemand anderes, sonst kann niemand mehr alles verwalten. Es wurde nichts geändert.',
    en: 'This is the only main administrator. Appoint somebody else first, or nobody could manage everything any more. Nothing was changed.',
  },
  'accounts.logo-too-large': {
    de: 'Das Bild ist größer als 200 kB. Das bisherige Logo bleibt. Bitte verkleinern Sie das Bild.',
    en: 'The image is larger than 200 kB. The logo stays as it was. Please make the image smaller.',
  },
  'accounts.logo-type': {
    de: 'Das ist kein Bild in PNG, JPEG oder WebP. Das bisherige Logo bleibt.',
    en: 'This is no image in PNG, JPEG or WebP. The logo stays as it was.',
  },
  'accounts.no-such-logo': { de: 'Dieses Logo gibt es nicht mehr.', en: 'This logo does not exist any more.' },
  'accounts.no-second-factor': {
    de: 'Notfallcodes gibt es erst, wenn ein Passkey oder eine App eingerichtet ist. Es wurde nichts geändert.',
    en: 'There are recovery codes only once a passkey or an app is set up. Nothing was changed.',
  },
  'accounts.operator-only': {
    de: 'Weitere Organisationen legt der Betreiber der Installation an.',
    en: 'Further organisations are created by the operator of the installation.',
  },
}
