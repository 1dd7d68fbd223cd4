// The states of the European Union and of the European Economic Area: data that go there leave nothing (Art. 44 GDPR).
const codes = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ')

const plain = (name: string) => name.trim().toLocaleLowerCase('de')

const names = new Set(
  ['de', 'en'].flatMap((language) => {
    const named = new Intl.DisplayNames([language], { type: 'region' })
    return codes.map((code) => plain(named.of(code) ?? code))
  }),
)

/** Whether a country, by its German or English name, belongs to the EU or the EEA. */
export const isInside = (country: string): boolean => names.has(plain(country))
