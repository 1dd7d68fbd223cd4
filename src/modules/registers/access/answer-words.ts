import { coded, valueWords } from '#privacy'
import { accessTexts } from './texts.ts'

// Who was looked at reads it in their answer as it stands in the list of accesses.
valueWords('access_records', {
  role: coded((language) => accessTexts(language).roles),
  what: coded((language) => {
    const { opened, searched, exported, downloaded } = accessTexts(language)
    return { opened, searched, exported, downloaded }
  }),
  place: coded((language) => accessTexts(language).places),
})
