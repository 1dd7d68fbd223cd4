import { accountForms } from '#accounts'
import { appointmentForms } from '#appointments'
import { customerForms, insideAccount } from '#customers'
import { documentForms, letCustomersHandIn } from '#documents'
import type { Forms } from '#privacy'
import { rightsForms } from '#rights'

/** How every form is reached in which people give data; where one module's form stands in another's pages, both help. */
export const formsOfAll: Forms = {
  ...appointmentForms,
  ...accountForms,
  ...customerForms,
  ...documentForms,
  '/:organisation/konto/unterlagen-einreichen': async (probe, open) => {
    await letCustomersHandIn(probe)
    return insideAccount('/unterlagen-einreichen')(probe, open)
  },
  ...rightsForms,
}
