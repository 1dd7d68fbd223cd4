const root = '/team/einrichtung'

/** Where the pages of the set-up are, within the organisation. */
export const paths = {
  locations: `${root}/orte`,
  newLocation: `${root}/orte/neu`,
  location: (id: string) => `${root}/orte/${id}`,
  facts: (id: string) => `${root}/orte/${id}/angaben`,
  desks: (id: string) => `${root}/orte/${id}/plaetze`,
  there: (id: string) => `${root}/orte/${id}/leistungen`,
  hours: (id: string) => `${root}/orte/${id}/zeiten`,
  exceptions: (id: string) => `${root}/orte/${id}/ausnahmen`,
  exception: (id: string, exception: string) => `${root}/orte/${id}/ausnahmen/${exception}`,
  removeException: (id: string, exception: string) => `${root}/orte/${id}/ausnahmen/${exception}/entfernen`,
  services: `${root}/leistungen`,
  newService: `${root}/leistungen/neu`,
  orderServices: `${root}/leistungen/reihenfolge`,
  service: (id: string) => `${root}/leistungen/${id}`,
}
