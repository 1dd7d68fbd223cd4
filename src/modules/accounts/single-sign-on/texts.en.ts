import type { Texts } from '#platform/text/texts.ts'
import type { de } from './texts.de.ts'

export const en: Texts<typeof de> = {
  button: (name) => `Sign in with ${name}`,
  back: {
    title: 'Finish signing in',
    lead: 'The provider has sent you back. One more step and you are in.',
    button: 'Go on',
  },
  problem: {
    ended: {
      title: 'This sign-in has expired',
      text: 'It was used already, begun in another browser, or is older than a quarter of an hour. Please begin again.',
    },
    refused: {
      title: 'The provider did not confirm the sign-in',
      text: 'What it answered does not fit this sign-in. Nothing was changed. If this happens often, please tell your administration.',
    },
    unknown: {
      title: 'You have no access here yet',
      text: 'The provider knows you, but nobody works here under this mail address. Please ask your administration for an invitation.',
    },
    unreachable: {
      title: 'The provider does not answer',
      text: 'Nothing was changed. Please try again in a few minutes, or sign in with mail address and password.',
    },
    cancelled: {
      title: 'You are not signed in',
      text: 'The sign-in was cancelled or refused at the provider. Nothing was changed.',
    },
    cookies: {
      title: 'Your browser did not accept the cookie',
      text: 'Signing in needs a cookie so that nobody else can finish it. Please allow cookies for this site and begin again.',
    },
    again: 'To the sign-in',
  },
  set: {
    title: 'Sign-in by a provider',
    lead: 'Members sign in with the account they have with you already (OpenID Connect). Passwords and passkeys go on working.',
    on: 'Switched on',
    off: 'Switched off',
    none: 'No provider is set up yet.',
    unregistered: 'The provider is missing in the register of processors',
    unregisteredText:
      'It learns who signs in here and when. It can be switched on once its contract is entered there and the connection is switched on.',
    registerLink: 'To the register',
    backAddress: 'The provider needs this address',
    backHint: 'Enter it as “redirect URI”, exactly like this.',
    name: 'Name on the button',
    nameHint: 'For example “City Net”: the sign-in page then says “Sign in with City Net”.',
    issuer: 'Address of the provider',
    issuerHint: 'The “issuer”, for example https://login.example.org/city',
    clientId: 'Client ID',
    secret: 'Client secret',
    secretKept: 'Is stored. Leave empty to keep it.',
    trustsMail: 'The provider checks all mail addresses',
    trustsMailHint:
      'Tick this only if nobody can freely enter their own mail address there. Otherwise an address counts only where the provider calls it verified.',
    save: 'Save and check the provider',
    switchOn: 'Switch on',
    switchOff: 'Switch off',
    remove: 'Remove the provider',
    removeHint: 'The links of the members are lost with it.',
    saved: 'Saved. The provider answers.',
    savedSilent: 'Saved. The provider did not answer, or there is none at this address.',
    switched: 'Saved.',
    removed: 'The provider is removed.',
    limits:
      'Who comes in this way is signed in to this organisation only. Dangerous steps still ask for the password, a passkey or a code.',
  },
  problems: {
    required: 'Please fill this in.',
    'too-long': 'This is too long.',
    'issuer-invalid': 'This is no address. It begins with https:// and has no “?” or “#”.',
    'issuer-plain': 'The address must begin with https://.',
    'secret-missing': 'The first time needs a client secret.',
  },
}
