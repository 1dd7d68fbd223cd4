import type { de } from './texts.de.ts'

export const en: typeof de = {
  keys: {
    menu: 'Access keys',
    title: 'Access keys for devices and programs',
    lead: 'With an access key a scanner, a program or the command line files documents into an archive. Nobody can read anything with it.',
    none: 'No access key yet',
    noneHint: 'Make one and enter it in the device or program.',
    noArchive: 'Create an archive first; a key belongs to an archive.',
    name: 'What for',
    nameHint: 'For example: scanner in the hall',
    archive: 'Archive',
    way: 'Kind',
    ways: { api: 'Device or program', 'command-line': 'Command line (belegt file)' },
    created: 'Made',
    used: 'Last used',
    never: 'never yet',
    state: 'State',
    valid: 'valid',
    ended: (day: string) => `taken back on ${day}`,
    newHeading: 'New access key',
    create: 'Make key',
    end: 'Take back',
    endOf: (name: string) => `Take back: ${name}`,
    shownOnce: 'Your new access key',
    shownOnceLead:
      'It is shown only now; all that is stored is a value to check it by. Copy it into the device and keep it like a password.',
    key: 'Key',
    address: 'Address',
    example: 'On the command line',
    done: { entzogen: 'The key is taken back and no longer valid as of now.' },
    errors: {
      required: 'Please fill in this field.',
      'too-long': 'Please use at most 120 characters.',
      unknown: 'Please choose an archive.',
    },
  },
}
