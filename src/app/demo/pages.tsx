import type { Context, Hono } from 'hono'
import { signInAs } from '#accounts'
import { signInCustomerAs } from '#customers'
import type { House } from '#platform/data/scope.ts'
import { customerCookie } from '#platform/http/customer.ts'
import type { Assets } from '#platform/http/frame.ts'
import { htmlResponse } from '#platform/http/respond.ts'
import { fromOwnPage, securityHeaders } from '#platform/http/security.ts'
import { format } from '#platform/text/format.ts'
import { DesignPage } from '#platform/ui/design-page.tsx'
import { ActionForm, Link, Muted, PageHead, Panel, PublicPage, Rows, Stack, type Html } from '#platform/ui/index.ts'
import type { DemoMail } from './mailbox.ts'
import { staffOf, type DemoStaff } from './staff.ts'

type Demo = {
  readonly house: House
  readonly assets: Assets
  readonly mails: () => readonly DemoMail[]
  readonly cookie: string
}

const MARK = 'Vorführung: Alle Personen und Angaben hier sind erfunden.'
const ZONE = 'Europe/Berlin'

/** The demo's own pages: who to be, which mails were sent, every part of the design. They exist in the demo only. */
export function demoPages(app: Hono, demo: Demo): void {
  const answer = (context: Context, body: Html, more: Record<string, string> = {}) => {
    const response = htmlResponse(body as never, 200, context.req.header('accept-encoding') ?? '')
    for (const [name, value] of Object.entries({ ...securityHeaders, ...more })) response.headers.set(name, value)
    return response
  }
  const frame = (title: string) => ({
    language: 'de' as const,
    title,
    banner: MARK,
    organisation: { name: 'Belegt', url: '/' },
    assets: { stylesheet: demo.assets.url('public.css'), theme: '/assets/theme-0b5d5e.css' },
    footer: [
      { label: 'Übersicht', url: '/' },
      { label: 'Mails', url: '/_demo/mails' },
      { label: 'Bausteine', url: '/_design' },
    ],
  })
  app.get('/', async (context) =>
    answer(context, <Overview frame={frame('Vorführung')} staff={await staffOf(demo.house)} />),
  )
  app.post('/_demo/anmelden', async (context) => {
    if (!fromOwnPage(context.req.raw.headers, context.req.header('host') ?? '', false))
      return context.text('forbidden', 403)
    const form = new URLSearchParams(await context.req.text())
    const chosen = (await staffOf(demo.house))
      .flatMap(({ people }) => people)
      .find(({ account }) => account === form.get('account'))
    if (!chosen) return context.notFound()
    const token = await signInAs(demo.house, chosen.account)
    return new Response(null, {
      status: 303,
      headers: {
        location: `/${chosen.slug}/team`,
        'set-cookie': `${demo.cookie}=${token}; Path=/; HttpOnly; SameSite=Strict`,
      },
    })
  })
  app.post('/_demo/konto', async (context) => {
    if (!fromOwnPage(context.req.raw.headers, context.req.header('host') ?? '', false))
      return context.text('forbidden', 403)
    const person = new URLSearchParams(await context.req.text()).get('person') ?? ''
    const chosen = (await staffOf(demo.house)).find(({ customers }) => customers.some((one) => one.person === person))
    const token = chosen && (await signInCustomerAs(demo.house, chosen.organisation, person))
    if (!chosen || !token) return context.notFound()
    const { name } = customerCookie({ name: demo.cookie, secure: false }, chosen.organisation)
    return new Response(null, {
      status: 303,
      headers: {
        location: `/${chosen.organisation.slug}/konto`,
        'set-cookie': `${name}=${token}; Path=/; HttpOnly; SameSite=Strict`,
      },
    })
  })
  app.get('/_demo/mails', (context) => answer(context, <Mails frame={frame('Mails')} mails={demo.mails()} />))
  app.get('/_demo/mails/:number', (context) => {
    const mail = demo.mails().find(({ number }) => String(number) === context.req.param('number'))
    if (!mail) return context.notFound()
    return new Response(mail.content.html, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        // mail programs have no style sheets of ours, so a mail brings its own; nothing else is allowed here
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation",
      },
    })
  })
  app.get('/_design', (context) =>
    answer(
      context,
      <DesignPage
        language="de"
        assets={{ stylesheet: demo.assets.url('staff.css'), theme: '/assets/theme-0b5d5e.css' }}
      />,
    ),
  )
}

type Frame = Omit<Parameters<typeof PublicPage>[0], 'children'>

function Overview({ frame, staff }: { frame: Frame; staff: readonly DemoStaff[] }) {
  return (
    <PublicPage {...frame}>
      <PageHead
        title="Belegt zum Ausprobieren"
        lead="Drei erfundene Organisationen mit einigen Wochen Betrieb. Buchen Sie als Bürgerin oder arbeiten Sie als Team; was Sie tun, bleibt auf diesem Rechner."
      />
      <Stack>
        {staff.map(({ organisation, people, customers }) => (
          <Panel title={organisation.name} aside={<Link url={`/${organisation.slug}`}>Termin buchen</Link>}>
            <Rows
              rows={[
                ...people.map((person) => ({
                  main: person.name,
                  note: person.role,
                  end: (
                    <ActionForm action="/_demo/anmelden" hidden={{ account: person.account }} kind="secondary" small>
                      Anmelden
                    </ActionForm>
                  ),
                })),
                ...customers.map(({ person, name }) => ({
                  main: name,
                  note: 'Mit Kundenkonto',
                  end: (
                    <ActionForm action="/_demo/konto" hidden={{ person }} kind="secondary" small>
                      Anmelden
                    </ActionForm>
                  ),
                })),
              ]}
            />
          </Panel>
        ))}
      </Stack>
    </PublicPage>
  )
}

function Mails({ frame, mails }: { frame: Frame; mails: readonly DemoMail[] }) {
  const f = format('de', ZONE)
  return (
    <PublicPage {...frame}>
      <PageHead
        title="Mails"
        lead="Alles, was die Vorführung verschickt hat. Nichts davon hat diesen Rechner verlassen."
      />
      <Panel>
        {mails.length === 0 ? (
          <p>Noch keine. Buchen Sie einen Termin, dann steht die Bestätigung hier.</p>
        ) : (
          <Rows
            rows={mails.map((mail) => ({
              main: <Link url={`/_demo/mails/${mail.number}`}>{mail.content.subject}</Link>,
              note: `an ${mail.to}, von ${mail.from.name}`,
              end: <Muted>{f.time(mail.receivedAt)}</Muted>,
            }))}
          />
        )}
      </Panel>
    </PublicPage>
  )
}
