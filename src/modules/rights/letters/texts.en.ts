import type { Texts } from '#platform/text/texts.ts'
import type { de } from './texts.de.ts'

export const en: Texts<typeof de> = {
  greeting: (name) => `Dear ${name},`,
  regards: (organisation) => `Yours sincerely\n${organisation}`,
  facts: { sign: 'Our reference', received: 'Received on', due: 'Answer by', about: 'What it is about' },
  kinds: {
    access: 'access to your data',
    portability: 'taking your data with you',
    rectification: 'correction of your data',
    erasure: 'erasure of your data',
    restriction: 'restriction of processing',
    objection: 'objection to processing',
    marketing: 'objection to advertising',
    withdrawal: 'withdrawal of a consent',
    complaint: 'complaint: where you can turn to',
  },
  free: 'This is free of charge for you.',
  status: 'You can see at any time how far your request has come.',
  remedies: {
    authority: (name, contact) =>
      `You can complain to the data protection supervisory authority: ${[name, contact].filter(Boolean).join(', ') || 'the data protection authority of your state'}.`,
    court: {
      public: 'You can also bring the matter before the administrative court (Art. 79 GDPR).',
      private:
        'You can also bring the matter before the court at our seat or where you live (Art. 79 GDPR, section 44 BDSG).',
    },
    officer: (name, contact) =>
      `Questions are answered by our data protection office${name ? ` (${name})` : ''}: ${contact}.`,
  },
  receipt: {
    subject: (kind) => `We have your request: ${kind}`,
    text: (received, due) =>
      `Your request reached us on ${received}. You will have our answer by ${due} at the latest.`,
    longer: 'Should we need longer in a difficult case, we tell you beforehand and say why.',
  },
  identity: {
    subject: 'A question before we answer',
    text: 'We are not yet sure that the request comes from you. So that nobody else receives or changes your data, we need something more from you:',
    clock:
      'Until your answer is here, the period stands still. We use what you send us only for this check and delete it right afterwards. Please do not send a copy of your identity card unless we ask for it expressly.',
  },
  extension: {
    subject: 'Your answer takes longer',
    text: (before, after) =>
      `We cannot answer your request by ${before}. You will have the answer by ${after} at the latest (Art. 12(3) GDPR).`,
    why: (reason) => `The reason: ${reason}`,
  },
  answer: {
    subject: (kind) => `Our answer: ${kind}`,
    nothing:
      'We have searched everywhere we keep data about people. We found nothing about you, other than this request itself. We keep it so that we can prove that we answered.',
    access:
      'We have put together everything we keep about you: what for, where it came from, who received it and when it is deleted. Data about other people have been made unreadable.',
    accessMail: 'You can download it by the link below for 14 days.',
    accessPost: 'It is enclosed with this letter.',
    portability: 'The data you gave us yourself are ready in a format that other programs can read (JSON and CSV).',
    rectification: 'We have corrected your data.',
    erasure: (rows, keys) =>
      rows === 0
        ? 'There was nothing left about you to erase.'
        : `We have erased your data: ${rows} ${rows === 1 ? 'record' : 'records'}${keys ? ' and the key by which they could be read. In backups they cannot be read without that key; there they disappear when the backup is next overwritten.' : '. The key follows as soon as nothing has to stay any more.'}`,
    kept: 'A law demands that these data stay for now (Art. 17(3)(b) GDPR). They are blocked and will be deleted by themselves afterwards:',
    keptLine: (kind, rows, law, until) =>
      `${kind}: ${rows} ${rows === 1 ? 'record' : 'records'}, under ${law}. Deleted from ${until} on.`,
    held: (rows) =>
      `${rows} ${rows === 1 ? 'record has' : 'records have'} to stay for now, because a law or pending proceedings demand it. They are blocked and will be deleted by themselves afterwards.`,
    heldLine: (kind, rows, until) =>
      `${kind}: ${rows} ${rows === 1 ? 'record' : 'records'}, blocked until ${until} at the latest (Art. 17(3) GDPR).`,
    restriction:
      'From now on we do nothing with your data but store them, or use them for legal claims (Art. 18(2) GDPR). Before we lift this, we tell you.',
    objection: 'We have examined your objection and no longer process the data for this purpose.',
    marketing: 'You will receive no more advertising from us. What was already prepared is not sent either.',
    withdrawal: (count) =>
      count === 0
        ? 'We found no consent of yours that still holds.'
        : `Your withdrawal takes effect at once. It concerns ${count} ${count === 1 ? 'consent' : 'consents'}.`,
    complaint: 'You can complain at any time, also without asking us first:',
    transferred: (name) => `At your wish we have also handed the data directly to ${name} (Art. 20(2) GDPR).`,
    proof:
      'We keep this request and our answer for three years to the year’s end, to be able to prove that we answered.',
    recipients: 'These recipients had data about you and are told by us (Art. 19 GDPR):',
    noRecipients: 'Nobody but us had your data.',
  },
  refusal: {
    goesOn:
      'While we were examining your objection, we did not use your data for the purpose it is directed against. That restriction ends now.',
    takenBack: 'The objection was taken back.',
    takenBackSubject: 'Your objection is taken back',
    takenBackText:
      'You told us that you take your objection back. If you did not, or if you have changed your mind, write to us.',
    subject: (kind) => `We cannot grant your request: ${kind}`,
    text: 'We have examined your request and cannot grant it. The reason:',
    reasons: {
      'not-identified': 'We could not establish that you are the person whose data are concerned (Art. 12(2) GDPR).',
      'no-authority':
        'The request concerns the data of another person. For that we need their power of attorney, which we do not have.',
      unfounded: 'The request is manifestly unfounded (Art. 12(5) GDPR).',
      excessive: 'The request has been repeated so often that it is excessive (Art. 12(5) GDPR).',
      'others-rights': 'The answer would infringe the rights and freedoms of other people (Art. 15(4) GDPR).',
      'duty-to-keep': 'A law obliges us to keep these data for now (Art. 17(3)(b) GDPR).',
      'legal-claims': 'We need the data to establish or defend legal claims (Art. 17(3)(e) GDPR).',
      'no-ground': 'None of the grounds that the law names for this request applies.',
      'compelling-grounds':
        'There are compelling legitimate grounds for the processing which override your interests (Art. 21(1) GDPR).',
      'not-applicable': 'This right only covers data that you gave us under a contract or a consent (Art. 20(1) GDPR).',
      law: 'A law excludes the claim.',
    },
  },
  lifting: {
    subject: 'The restriction of your data ends',
    text: (when) =>
      `At your wish we have only been storing your data. On ${when} we lift this. We tell you beforehand so that you can object (Art. 18(3) GDPR).`,
  },
  told: {
    subject: 'Whom we have told',
    text: 'You wanted to know which recipients we have told about your request (Art. 19 GDPR):',
    none: 'Nobody but us had your data. There was nobody to tell.',
    states: {
      open: 'still to be told',
      told: (on) => `told on ${on}`,
      confirmed: (on) => `confirmed on ${on}`,
      impossible: (why) => `not possible: ${why}`,
    },
  },
  transfer: {
    subject: 'Data to take over (Art. 20 GDPR)',
    text: (organisation) =>
      `The person named below has asked ${organisation} to hand their data directly to you. They are ready in a format that other programs can read (JSON and CSV).`,
    once: 'The link is good for 14 days and for fetching once.',
  },
  recipient: {
    subject: {
      rectification: 'Rectification of personal data (Art. 16, 19 GDPR)',
      erasure: 'Erasure of personal data (Art. 17, 19 GDPR)',
      restriction: 'Restriction of processing (Art. 18, 19 GDPR)',
    },
    greeting: 'Dear Sir or Madam,',
    text: {
      rectification: 'At the request of the person concerned we have corrected data that you received from us.',
      erasure:
        'At the request of the person concerned we have erased data that you received from us. Please erase them as well, with all copies and links.',
      restriction:
        'At the request of the person concerned we have restricted the processing of data that you received from us. Please do the same.',
    },
    right: 'This is what is right; please correct it in your records as well:',
    person: 'Person concerned',
    reach: 'Known as',
    confirm: (sign) => `Please confirm this to us under the reference ${sign}.`,
  },
  alarm: {
    subject: {
      7: 'Request due in 7 days',
      3: 'Request due in 3 days',
      1: 'Request due tomorrow or today',
      overdue: 'Request overdue',
    },
    text: (sign, kind, due) => `The request ${sign} (${kind}) has not been answered yet. The period ends on ${due}.`,
    todo: 'You find it in the data protection area under "Requests". If time is too short, tell the person of the extension before the first month ends.',
    recipients: (sign, count) =>
      `For the request ${sign}, ${count === 1 ? 'one recipient has' : `${count} recipients have`} not been told yet (Art. 19 GDPR).`,
    recipientsSubject: 'Recipients not told yet',
    recipientsTodo:
      'The letter stands ready with the request. If it is impossible or disproportionate, record the reason there.',
  },
}
