import { type CanaryStep, hiddenIn } from '#privacy'
import { invent, joined, pathsOf } from './visit.ts'

/** The canary opens an account, fills in all of its data, and signs out again. */
export const customerCanary: CanaryStep = {
  module: 'customers',
  async walk({ probe, person: { name, mail, phone, note } }) {
    const [first = '', ...rest] = name.split(' ')
    const me = await joined(probe, { ...invent(probe), first, last: rest.join(' ') || first, mail })
    const base = pathsOf(probe)
    const form = hiddenIn((await me.open(`${base}/angaben`)).html)
    const details = { first, last: rest.join(' ') || first, street: note, city: note.slice(0, 90), phone, fax: phone }
    const changed = await me.send(`${base}/angaben`, { ...form, ...details })
    if (changed.status !== 303) throw new Error(`changing the own data answered ${changed.status}`)
    const bank = hiddenIn((await me.open(`${base}/bank`)).html)
    const saved = await me.send(`${base}/bank`, { ...bank, iban: 'DE89370400440532013000', holder: name })
    if (saved.status !== 303) throw new Error(`giving bank details answered ${saved.status}`)
    const seen = await me.open(base)
    if (!seen.html.includes(note)) throw new Error('the account does not show what was given')
    await me.send(`${base}/abmelden`)
    return 'registered, confirmed, gave address, numbers and bank details, saw them in the account, signed out'
  },
}
