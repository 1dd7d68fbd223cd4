import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInCustomerAs } from '#customers'
import { customerWeb, type CustomerWeb } from '#testing/customers.ts'
import { demoCustomers, fillCustomers } from './customers.ts'

let web: CustomerWeb
beforeAll(async () => (web = await customerWeb()))
afterAll(() => web.close())

test('the demo has a customer account with all that one may enter, one click away', async () => {
  const somebody = { name: 'Clara Maria Lindqvist', mail: 'clara@example.org', phone: '02599 4711' }
  await fillCustomers(web.house, web.here, somebody, '$argon2id$v=19$m=40960,t=2,p=1$AAAA$AAAA')
  const [clara] = await demoCustomers(web.house, web.here)
  expect(clara?.name).toBe(somebody.name)
  const token = await signInCustomerAs(web.house, web.here, clara?.person ?? '')
  const seen = await web.browse({ cookie: `konto-${web.here.slug}=${token}` }).open(`/${web.here.slug}/konto`)
  for (const text of ['Clara', 'Ahornweg 8', '02599 4711', '02599 4712', 'DE•• •••• •••• •••• ••20 51'])
    expect(seen.page.text).toContain(text)
})
