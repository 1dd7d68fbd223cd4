import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed } from '#platform/http/fields.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { file, get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { record } from '#privacy'
import { currentOrganisation } from '../../actions/organisation.ts'
import { administering, membership } from '../../data.ts'
import type { Ports } from '../../ports.ts'
import { mayEndOrganisation } from '../../roles.ts'
import { publicOf, staffOf } from '../../routes/framed.ts'
import { blank, type Filled } from '../../screens/form.tsx'
import { cancelOrganisation, undoCancellation } from './actions.ts'
import { certificateOf, certificatePdf } from './certificate.ts'
import { organisationArchive } from './export.ts'
import { endOf } from './rules.ts'
import { CertificatePage, EndingPage } from './screens.tsx'
import { endWords } from './texts.ts'

const HERE = '/team/einrichtung/kuendigung'
const PATH = `/:organisation${HERE}`
const PROOF = '/loeschnachweis/:token'

type Mine = Pick<
  Asked<(typeof membership)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'params' | 'publicFrame' | 'staffFrame'
>

/** The end of an organisation: cancelled, undone, taken along; and the certificate, which the operator keeps. */
export function endingRoutes(ports: Ports): Route[] {
  const rules = { who: mayEndOrganisation, purpose: membership } as const

  const show = async (asked: Mine, filled: Filled, ok?: string) => {
    // the directory may be a moment old
    const organisation = await currentOrganisation(asked.at)
    const t = endWords(asked.language).done
    const said: Record<string, string> = { gekuendigt: t.cancelled, zurueckgenommen: t.undone }
    return page(
      <EndingPage
        {...staffOf(asked)}
        isOperator={organisation.slug === OPERATOR}
        ends={organisation.ends_at ?? endOf(asked.at.now, organisation.zone)}
        cancelled={organisation.ends_at !== null}
        filled={filled}
        done={said[ok ?? '']}
      />,
      Object.keys(filled.problems).length > 0 ? 422 : 200,
    )
  }

  return [
    get(PATH, { ...rules, input: z.object({ ok: z.string().optional() }) }, (asked) =>
      show(asked, blank, asked.input.ok),
    ),

    post(
      PATH,
      {
        ...rules,
        input: z.object({ name: typed({ max: 300, required: true }) }),
        stepUp: true,
        whileEnding: true,
        again: (asked, problems) => show(asked, { raw: asked.input, problems }),
      },
      async (asked) => {
        const { name } = asked.input
        const done = await cancelOrganisation(asked.at, ports, name)
        if (!done) return show(asked, { raw: { name }, problems: { name: 'name-typed' } })
        return see(`${asked.href(HERE)}?ok=gekuendigt`)
      },
    ),

    post(`${PATH}/zuruecknehmen`, { ...rules, stepUp: true, whileEnding: true }, async (asked) => {
      await undoCancellation(asked.at, ports)
      return see(`${asked.href(HERE)}?ok=zurueckgenommen`)
    }),

    post(`${PATH}/archiv`, { ...rules, stepUp: true, whileEnding: true, rate: 'sign-in' }, async (asked) => {
      const { organisation, actor, now } = asked.at
      await record(asked.at, 'accounts.organisation-exported', {})
      const day = now.toZonedDateTimeISO(organisation.zone).toPlainDate().toString()
      const body = organisationArchive(ports.house(), organisation, actor)
      return file(body, 'application/zip', { name: `${organisation.slug}-${day}.zip` })
    }),

    ...certificateRoutes(),
  ]
}

type Shown = Pick<Asked<never, unknown>, 'params'> & { readonly at: Mine['at'] }

function certificateRoutes(): Route[] {
  const rules = { who: 'anyone', purpose: administering } as const
  const certificateAt = async (asked: Pick<Shown, 'params'> & { readonly at: Parameters<typeof certificateOf>[0] }) => {
    const certificate = await certificateOf(asked.at, asked.params['token'] ?? '')
    if (!certificate) throw refuse('accounts.no-certificate', 'gone')
    return certificate
  }
  return [
    get(PROOF, rules, async (asked) =>
      page(
        <CertificatePage
          {...publicOf(asked)}
          certificate={await certificateAt(asked)}
          token={asked.params['token'] ?? ''}
        />,
      ),
    ),

    get(`${PROOF}/nachweis.pdf`, rules, async (asked) => {
      const body = await certificatePdf(await certificateAt(asked), asked.at.organisation, asked.language)
      return file(body, 'application/pdf', { name: 'loeschnachweis.pdf' })
    }),

    get(`${PROOF}/beleg.json`, rules, async (asked) => {
      const { receipt } = await certificateAt(asked)
      if (!receipt) throw refuse('accounts.no-certificate', 'gone')
      return file(`${JSON.stringify(receipt, null, 2)}\n`, 'application/json', { name: 'loeschnachweis.json' })
    }),
  ]
}
