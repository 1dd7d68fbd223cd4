import type { RefusalTexts } from '#platform/errors/texts.ts'

export const restrictionRefusals: RefusalTexts = {
  'privacy.nobody-to-restrict': {
    de: 'Diese Person gibt es hier nicht. Vielleicht wurde sie schon gelöscht. Es wurde nichts eingeschränkt.',
    en: 'There is no such person here. Perhaps they have been erased already. Nothing was restricted.',
  },
  'privacy.no-such-object': {
    de: 'Diese Angaben gehören nicht zu dieser Person, oder es gibt sie nicht mehr. Es wurde nichts eingeschränkt.',
    en: 'These data do not belong to this person, or do not exist any more. Nothing was restricted.',
  },
  'privacy.no-such-restriction': {
    de: 'Diese Einschränkung gibt es nicht. Vielleicht wurde die Person schon gelöscht.',
    en: 'There is no such restriction. Perhaps the person has been erased already.',
  },
  'privacy.lifted-already': {
    de: 'Diese Einschränkung ist schon aufgehoben. Es wurde nichts geändert.',
    en: 'This restriction has been lifted already. Nothing was changed.',
  },
  'privacy.tell-first': {
    de: 'Die Einschränkung gilt weiter: Die Person muss zuerst erfahren, dass sie aufgehoben wird (Art. 18 Abs. 3 DSGVO). Bitte kündigen Sie die Aufhebung an.',
    en: 'The restriction stays: the person must first be told that it is going to be lifted (Art. 18(3) GDPR). Please announce it.',
  },
  'privacy.lifting-mail-waits': {
    de: 'Die Einschränkung gilt weiter: Die Mail, die ihre Aufhebung ankündigt, ist noch nicht abgegangen (Art. 18 Abs. 3 DSGVO). Bitte versuchen Sie es in ein paar Minuten noch einmal.',
    en: 'The restriction stays: the mail that announces its lifting has not left yet (Art. 18(3) GDPR). Please try again in a few minutes.',
  },
  'privacy.lifting-mail-lost': {
    de: 'Die Einschränkung gilt weiter: Die Mail, die ihre Aufhebung ankündigt, kam nicht an (Art. 18 Abs. 3 DSGVO). Bitte schicken Sie einen Brief und vermerken Sie das.',
    en: 'The restriction stays: the mail that announces its lifting did not arrive (Art. 18(3) GDPR). Please send a letter and note that you did.',
  },
  'privacy.objection-stands': {
    de: 'Diese Einschränkung beruht auf einem Widerspruch, der noch nicht abgewogen ist oder dem stattgegeben wurde. Sie gilt weiter.',
    en: 'This restriction rests on an objection that has not been weighed yet, or was upheld. It stays.',
  },
  'privacy.no-way-to-tell': {
    de: 'Von dieser Person ist keine Mailadresse bekannt. Die Einschränkung gilt weiter. Bitte schicken Sie einen Brief und vermerken Sie das.',
    en: 'No mail address of this person is known. The restriction stays. Please send a letter and note that you did.',
  },
  'privacy.no-objection': {
    de: 'Gegen diese Verarbeitung gibt es kein Widerspruchsrecht: Sie beruht nicht auf öffentlichem oder berechtigtem Interesse. Beruht sie auf einer Einwilligung, kann diese widerrufen werden. Es wurde nichts gespeichert.',
    en: 'There is no right to object to this processing: it does not rest on a public or legitimate interest. Where it rests on consent, that can be withdrawn. Nothing was saved.',
  },
  'privacy.reasons-missing': {
    de: 'Bitte nennen Sie die Gründe, die sich aus der besonderen Situation der Person ergeben. Es wurde nichts gespeichert.',
    en: 'Please give the reasons that arise from the person’s particular situation. Nothing was saved.',
  },
  'privacy.weighing-missing': {
    de: 'Bitte schreiben Sie auf, wie Sie abgewogen haben. Es wurde nichts gespeichert.',
    en: 'Please write down how you weighed the interests. Nothing was saved.',
  },
  'privacy.no-such-objection': {
    de: 'Diesen Widerspruch gibt es nicht. Vielleicht wurde die Person schon gelöscht.',
    en: 'There is no such objection. Perhaps the person has been erased already.',
  },
  'privacy.weighed-already': {
    de: 'Über diesen Widerspruch ist schon entschieden. Es wurde nichts geändert.',
    en: 'This objection has been decided already. Nothing was changed.',
  },
  'privacy.no-such-link': {
    de: 'Dieser Link führt zu nichts. Vielleicht ist er unvollständig, oder Ihre Daten wurden schon gelöscht. Bitte öffnen Sie ihn noch einmal aus Ihrer Mail.',
    en: 'This link leads to nothing. Perhaps it is incomplete, or your data have been deleted already. Please open it again from your mail.',
  },
}
