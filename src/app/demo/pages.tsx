import type { Context, Hono } from 'hono'
import { signInAs } from '#accounts'
import { signInCustomerAs } from '#customers'
import type { House } from '#platform/data/scope.ts'
import { EN } from '#platform/http/address.ts'
import { customerCookie } from '#platform/http/customer.ts'
import type { Assets } from '#platform/http/frame.ts'
import { htmlResponse } from '#platform/http/respond.ts'
import { fromOwnPage, securityHeaders } from '#platform/http/security.ts'
import { format } from '#platform/text/format.ts'
import { languages, type Language } from '#platform/text/language.ts'
import { ActionForm, Link, Muted, PageHead, Panel, PublicPage, Rows, Stack, type Html } from '#platform/ui/index.ts'
import { designLogo, designPages } from './design.tsx'
import type { DemoMail } from './mailbox.ts'
import { staffOf, type DemoStaff } from './staff.ts'
import { demoWords } from './texts.ts'

type Demo = {
  readonly house: House
  readonly assets: Assets
  readonly mails: () => readonly DemoMail[]
  readonly cookie: string
  /** What is said besides that all is invented. */
  readonly remark: () => Readonly<Record<Language, string>> | undefined
}

const ZONE = 'Europe/Berlin'
const OTHER = { de: 'en', en: 'de' } as const
/** Where a page of the demo stands in a language. */
const inLanguage = (language: Language, path: string): string =>
  language === 'de' ? path : path === '/' ? EN : EN + path

/** The demo's own pages: who to be, which mails were sent, every part of the design. They exist in the demo only. */
export function demoPages(app: Hono, demo: Demo): void {
  for (const language of languages) pagesIn(language, app, demo)
  const [logoPath, logo] = designLogo
  app.get(logoPath, (context) => context.body(logo, 200, { ...securityHeaders, 'content-type': 'image/svg+xml' }))
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
}

function pagesIn(language: Language, app: Hono, demo: Demo): void {
  const t = demoWords(language)
  const to = (path: string) => inLanguage(language, path)
  const answer = (context: Context, body: Html) => {
    const response = htmlResponse(body as never, 200, context.req.header('accept-encoding') ?? '')
    for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value)
    return response
  }
  const frame = (title: string, path: string): Frame => ({
    language,
    title,
    banner: [t.mark, demo.remark()?.[language]].filter(Boolean).join(' '),
    organisation: { name: 'Belegt', shortName: 'Belegt', url: to('/') },
    assets: { stylesheet: demo.assets.url('public.css'), theme: '/assets/theme-0b5d5e.css' },
    otherLanguage: { language: OTHER[language], url: inLanguage(OTHER[language], path) },
    footer: [
      { label: t.overview, url: to('/') },
      { label: t.mails, url: to('/_demo/mails') },
      { label: t.design, url: to('/_design') },
    ],
  })
  const isOurs = (context: Context) => fromOwnPage(context.req.raw.headers, context.req.header('host') ?? '', false)
  const enter = (path: string, cookie: string, token: string) =>
    new Response(null, {
      status: 303,
      headers: { location: to(path), 'set-cookie': `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict` },
    })
  app.get(to('/'), async (context) =>
    answer(
      context,
      <Overview frame={frame(t.title, '/')} language={language} staff={await staffOf(demo.house, language)} to={to} />,
    ),
  )
  app.post(to('/_demo/anmelden'), async (context) => {
    if (!isOurs(context)) return context.text('forbidden', 403)
    const form = new URLSearchParams(await context.req.text())
    const chosen = (await staffOf(demo.house, language))
      .flatMap(({ people }) => people)
      .find(({ account }) => account === form.get('account'))
    if (!chosen) return context.notFound()
    return enter(`/${chosen.slug}/team`, demo.cookie, await signInAs(demo.house, chosen.account))
  })
  app.post(to('/_demo/konto'), async (context) => {
    if (!isOurs(context)) return context.text('forbidden', 403)
    const person = new URLSearchParams(await context.req.text()).get('person') ?? ''
    const all = await staffOf(demo.house, language)
    const chosen = all.find(({ customers }) => customers.some((one) => one.person === person))
    const token = chosen && (await signInCustomerAs(demo.house, chosen.organisation, person))
    if (!chosen || !token) return context.notFound()
    const { name } = customerCookie({ name: demo.cookie, secure: false }, chosen.organisation)
    return enter(`/${chosen.organisation.slug}/konto`, name, token)
  })
  app.get(to('/_demo/mails'), (context) =>
    answer(context, <Mails frame={frame(t.mails, '/_demo/mails')} language={language} mails={demo.mails()} />),
  )
  for (const [path, page] of designPages(language, demo.assets, to))
    app.get(to(path), (context) => answer(context, page()))
}

type Frame = Omit<Parameters<typeof PublicPage>[0], 'children'>

type OverviewProps = {
  readonly frame: Frame
  readonly language: Language
  readonly staff: readonly DemoStaff[]
  readonly to: (path: string) => string
}

function Overview({ frame, language, staff, to }: OverviewProps) {
  const t = demoWords(language)
  const enter = (action: string, hidden: Record<string, string>) => (
    <ActionForm action={to(action)} hidden={hidden} kind="secondary" small>
      {t.signIn}
    </ActionForm>
  )
  return (
    <PublicPage {...frame}>
      <PageHead title={t.heading} lead={t.lead} />
      <Stack>
        {staff.map(({ organisation, people, customers }) => (
          <Panel title={organisation.name} aside={<Link url={to(`/${organisation.slug}`)}>{t.book}</Link>}>
            <Rows
              rows={[
                ...people.map(({ name, role, account }) => ({
                  main: name,
                  note: role,
                  end: enter('/_demo/anmelden', { account }),
                })),
                ...customers.map(({ person, name }) => ({
                  main: name,
                  note: t.customer,
                  end: enter('/_demo/konto', { person }),
                })),
              ]}
            />
          </Panel>
        ))}
      </Stack>
    </PublicPage>
  )
}

type MailsProps = { readonly frame: Frame; readonly language: Language; readonly mails: readonly DemoMail[] }

function Mails({ frame, language, mails }: MailsProps) {
  const [t, f] = [demoWords(language), format(language, ZONE)]
  return (
    <PublicPage {...frame}>
      <PageHead title={t.mails} lead={t.mailsLead} />
      <Panel>
        {mails.length === 0 ? (
          <p>{t.noMails}</p>
        ) : (
          <Rows
            rows={mails.map((mail) => ({
              main: <Link url={`/_demo/mails/${mail.number}`}>{mail.content.subject}</Link>,
              note: t.fromTo(mail.to, mail.from.name),
              end: <Muted>{f.time(mail.receivedAt)}</Muted>,
            }))}
          />
        )}
      </Panel>
    </PublicPage>
  )
}
