import type { Organisation } from '#platform/data/organisations.ts'
import { isOperator, needsCopy } from './transfers.ts'
import type { Sentences } from './types.ts'

const missing = '(not entered yet)'
const or = (text: string) => (text.trim() === '' ? missing : text)
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(', ')
const contactOf = (one: Organisation) => [
  { term: 'Name', values: [one.name] },
  { term: 'Address', values: [or(lines(one.address))] },
  ...(one.represented_by.trim() === '' ? [] : [{ term: 'Represented by', values: [one.represented_by] }]),
  {
    term: 'Contact',
    values: [one.contact_mail, one.contact_phone].some(Boolean)
      ? [one.contact_mail, one.contact_phone].filter(Boolean)
      : [missing],
  },
]
const officerOf = (one: Organisation) => [
  { term: 'Data protection officer', values: [or(one.officer_name || one.officer_contact)] },
  ...(one.officer_name && one.officer_contact ? [{ term: 'Can be reached at', values: [one.officer_contact] }] : []),
]

export const en: Sentences = {
  title: 'Privacy notice',
  glance: ({ organisation, operator, recipients }, purposes) => [
    `${organisation.name} is responsible for your data.`,
    `We use your data only to handle your matter and to show that we do so properly. There are ${purposes.length} purposes; each stands below with its legal basis and its period.`,
    operator
      ? `${operator.name} runs the system on our behalf${recipients.length > 0 ? '. Who else receives data stands below.' : '. Nobody else receives your data.'}`
      : 'Who receives data stands below.',
    'Everything has a period after which the system deletes it by itself.',
    'These pages set no cookies, show no advertising and make no profile of you.',
    `You can ask for access, correction or erasure at any time, and object. A message is enough${organisation.contact_mail === '' ? '' : `: ${organisation.contact_mail}`}.`,
  ],
  controller: ({ organisation }) => ({
    id: 'controller',
    title: 'Who is responsible',
    text: ['This body decides what your data are used for and how (the controller).'],
    facts: contactOf(organisation),
  }),
  officer: ({ organisation }) => ({
    id: 'officer',
    title: 'Who helps you with data protection',
    text:
      organisation.kind === 'private' && organisation.officer_name === '' && organisation.officer_contact === ''
        ? ['We have not appointed a data protection officer. Please turn to us directly.']
        : ['You can turn to this person with any question about your data, in confidence too.'],
    ...(organisation.kind === 'private' && organisation.officer_name === '' && organisation.officer_contact === ''
      ? {}
      : { facts: officerOf(organisation) }),
  }),
  operator: ({ operator }) => ({
    id: 'operator',
    title: 'Who runs the system',
    text: [
      'This body runs the system on our behalf and only on our instructions (processor, Art. 28 GDPR). It must not use your data for anything of its own.',
    ],
    facts: operator ? [...contactOf(operator), ...officerOf(operator)] : [{ term: 'Name', values: [missing] }],
  }),
  purpose: {
    basis: 'Legal basis',
    data: 'Which data, from where',
    recipients: 'Who receives them',
    period: 'How long',
    obligation: 'Do you have to give data?',
  },
  recipients: ({ operator, recipients }) => ({
    id: 'recipients',
    title: 'Who receives data from us',
    text: [
      ...(recipients.length === 0
        ? ['Apart from the operator of the system nobody receives your data, unless a law obliges us to pass them on.']
        : ['These receive data as far as they need them for their task:']),
      ...(recipients.some(({ thirdCountry }) => thirdCountry)
        ? []
        : ['We pass no data to countries outside the EU and the European Economic Area.']),
    ],
    ...(recipients.length === 0
      ? {}
      : {
          facts: [
            ...(operator && !recipients.some(isOperator)
              ? [{ term: operator.name, values: ['runs the system (processor)'] }]
              : []),
            ...recipients.map(({ name, place, task, role, contract, thirdCountry }) => ({
              term: name,
              values: [
                `${place}; ${task.en}`,
                role === 'processor' ? `processor, contract: ${contract}` : 'responsible in its own right',
                ...(thirdCountry
                  ? [`outside the EU: ${thirdCountry.country}; safeguard: ${thirdCountry.safeguard.en}`]
                  : []),
                ...(needsCopy(thirdCountry)
                  ? ['You get a copy of these safeguards from us; a message is enough.']
                  : []),
              ],
            })),
          ],
        }),
  }),
  logs: ({ organisation, recipients }) => ({
    id: 'logs',
    title: 'Logs of the web server',
    text: [
      'With every request the web server writes a log: browser and operating system, the page you come from, the page requested, the host name, the time, and a shortened internet address.',
      'We need it to notice errors and attacks. It is deleted after 8 weeks. We do not join it with other data.',
      organisation.kind === 'public'
        ? 'Legal basis: safe running of our task (Art. 6(1)(e) and Art. 32 GDPR; § 3 BDSG and the data protection act of the Land).'
        : 'Legal basis: our legitimate interest in safe running (Art. 6(1)(f) and Art. 32 GDPR).',
      ...recipients
        .filter(({ everything }) => everything)
        .map(({ name, task }) => `${name} ${task.en} and sees your internet address in doing so.`),
    ],
  }),
  cookies: () => ({
    id: 'cookies',
    title: 'Cookies and content of others',
    text: [
      'Our public pages set no cookies and store nothing on your device. Only people who sign in, to a customer account or as staff, get a necessary cookie while they are signed in (§ 25(2) no. 2 TDDDG).',
      'The pages load nothing from other providers: no fonts, no maps, no statistics.',
    ],
  }),
  safety: ({ safeguards = [] }) => ({
    id: 'safety',
    title: 'How we protect your data',
    text: [
      'On the way between your device and us your data are encrypted (TLS).',
      'Names, contact data and free text are kept encrypted in the database, with a key of its own for each person. When a person is erased, their key is destroyed as well.',
      ...safeguards.map(({ en }) => en),
    ],
  }),
  rights: (portable) => ({
    id: 'rights',
    title: 'Your rights',
    text: ['You have these rights. They cost nothing, and we answer within one month.'],
    facts: [
      { term: 'Access', values: ['which data we have about you, with a copy (Art. 15 GDPR)'] },
      { term: 'Correction', values: ['when something is wrong or incomplete (Art. 16 GDPR)'] },
      { term: 'Erasure', values: ['when we no longer need the data or may not have them (Art. 17 GDPR)'] },
      { term: 'Restriction', values: ['we only keep the data and do not use them (Art. 18 GDPR)'] },
      {
        term: 'Portability',
        values: [
          portable
            ? 'what you gave us in a form that computers can read, where it rests on consent or a contract (Art. 20 GDPR)'
            : 'concerns data from consent or contract (Art. 20 GDPR); we have none of these here',
        ],
      },
      { term: 'Objection', values: ['see below (Art. 21 GDPR)'] },
    ],
  }),
  withdrawal: () => ({
    id: 'withdrawal',
    title: 'Withdrawing consent',
    text: [
      'Where we need your consent you can withdraw it at any time, as easily as you gave it. What happened until then remains lawful (Art. 7(3) GDPR).',
    ],
  }),
  objection: () => ({
    id: 'objection',
    title: 'Your right to object',
    strong: true,
    text: [
      'You can object at any time where we use your data for a task in the public interest or for a legitimate interest (Art. 6(1)(e) or (f) GDPR) and reasons from your particular situation speak against it. We then stop using the data, unless we have compelling reasons that weigh more, or need them for legal claims.',
      'You can always object to advertising, without a reason. We then stop at once.',
    ],
  }),
  complaint: ({ organisation }) => ({
    id: 'complaint',
    title: 'Complaint',
    text: ['If you do not agree, you can complain to a supervisory authority, for example to this one (Art. 77 GDPR):'],
    facts: [
      { term: 'Supervisory authority', values: [or(organisation.authority_name)] },
      ...(organisation.authority_contact === ''
        ? []
        : [{ term: 'Contact', values: [lines(organisation.authority_contact)] }]),
    ],
  }),
  decisions: () => ({
    id: 'decisions',
    title: 'No decision by a computer alone',
    text: ['No computer alone decides about you, and we make no profiles (Art. 22 GDPR).'],
  }),
}
