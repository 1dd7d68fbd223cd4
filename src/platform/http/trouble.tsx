import type { Organisation } from '../data/organisations.ts'
import { isRefusal, type Refusal, type RefusalKind } from '../errors/errors.ts'
import type { RefusalTexts } from '../errors/texts.ts'
import type { Language } from '../text/language.ts'
import { Link, Panel, PublicPage } from '../ui/index.ts'
import { hrefWithin } from './address.ts'
import { publicFrame, type Assets } from './frame.ts'
import { htmlResponse } from './respond.ts'

/** Sentences for refusals by their full code (`appointments.slot-is-full`). */
export type TroubleTexts = RefusalTexts

const statuses: Record<RefusalKind, number> = {
  invalid: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  locked: 423,
  gone: 410,
  'too-many': 429,
  unavailable: 503,
}

const words = {
  de: {
    headings: {
      invalid: 'Das geht so nicht',
      forbidden: 'Das dürfen Sie hier nicht',
      'not-found': 'Das finden wir nicht',
      conflict: 'Das geht gerade nicht',
      locked: 'Diese Angaben sind eingeschränkt',
      gone: 'Das ist nicht mehr möglich',
      'too-many': 'Bitte warten Sie kurz',
      unavailable: 'Gerade nicht erreichbar',
    },
    broken: 'Da ist uns ein Fehler unterlaufen',
    unavailable: 'Gerade nicht erreichbar',
    brokenText:
      'Ihre Angaben wurden nicht gespeichert. Bitte gehen Sie zurück und versuchen Sie es noch einmal. Wir haben den Fehler vermerkt.',
    unavailableText:
      'Der Dienst ist für einen Augenblick nicht erreichbar. Ihre Angaben wurden nicht gespeichert. Bitte laden Sie die Seite in einer Minute neu.',
    start: 'Zur Startseite',
  },
  en: {
    headings: {
      invalid: 'That is not possible',
      forbidden: 'You may not do this here',
      'not-found': 'We cannot find this',
      conflict: 'That is not possible right now',
      locked: 'These data are restricted',
      gone: 'That is no longer possible',
      'too-many': 'Please wait a moment',
      unavailable: 'Not available right now',
    },
    broken: 'Something went wrong on our side',
    unavailable: 'Not available right now',
    brokenText: 'What you entered was not saved. Please go back and try again. We have noted the error.',
    unavailableText:
      'The service is not available for a moment. What you entered was not saved. Please reload the page in a minute.',
    start: 'To the start page',
  },
}

/**
 * The database was lost, is starting or has no room: connection errors (class 08), resources and disk (53), shutdown
 * (57P0x), its own files (58), no connection in time, or a connection that broke while it was used.
 */
const isOutage = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /^(08...|53...|57P0.|58...|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/.test(code ?? '') ||
    /timeout exceeded when trying to connect|Connection (terminated|ended)|is not queryable/.test(message ?? '')
  )
}

export function sentenceFor(refusal: Refusal, texts: TroubleTexts, language: Language): string {
  const text = texts[refusal.code]?.[language]
  if (text === undefined) throw new Error(`no sentence for the refusal ${refusal.code}`)
  return typeof text === 'function' ? text(refusal.details) : text
}

type Trouble = {
  readonly error: unknown
  readonly language: Language
  readonly organisation: Organisation | undefined
  /** Whether the organisation stands for the operator. */
  readonly operator: boolean
  /** What the demo says besides, as on its other pages. */
  readonly remark: string | undefined
  readonly assets: Assets
  readonly texts: TroubleTexts
  readonly failed: (defect: unknown) => void
  /** For a script or program that asks for JSON: `{code, text}` with the same status. */
  readonly asJson?: boolean
}

export const JSON_TYPE = 'application/json'

export function troublePage(trouble: Trouble): Response {
  const { error, language, organisation, assets, texts, failed, asJson } = trouble
  const t = words[language]
  const refusal = isRefusal(error) ? error : undefined
  const outage = !refusal && isOutage(error)
  if (!refusal) failed(error)
  const heading = refusal ? t.headings[refusal.kind] : outage ? t.unavailable : t.broken
  const text = refusal ? sentenceFor(refusal, texts, language) : outage ? t.unavailableText : t.brokenText
  const status = refusal ? statuses[refusal.kind] : outage ? 503 : 500
  const seconds = refusal?.details['seconds']
  const later = seconds === undefined ? {} : { 'retry-after': String(seconds) }
  if (asJson)
    return Response.json(
      { code: refusal?.code ?? (outage ? 'platform.unavailable' : 'platform.broken'), text },
      { status, headers: { ...later, 'cache-control': 'no-store' } },
    )
  const home = organisation ? `${language === 'en' ? '/en' : ''}/${organisation.slug}` : language === 'en' ? '/en' : '/'
  const around = organisation && aroundOf(trouble, organisation)
  const body = (
    <PublicPage
      language={language}
      title={heading}
      organisation={{
        name: organisation?.name ?? 'Belegt',
        shortName: organisation?.short_name ?? 'Belegt',
        url: home,
      }}
      assets={{
        stylesheet: assets.url('public.css'),
        ...(organisation ? { theme: `/assets/theme-${organisation.accent.slice(1)}.css` } : {}),
      }}
      banner={around?.banner}
      footer={around?.footer ?? []}
      width="narrow"
      hidden
    >
      <Panel>
        <h1>{heading}</h1>
        <p>{text}</p>
        {refusal?.code !== 'platform.no-front-page' && (
          <p>
            <Link url={home}>{t.start}</Link>
          </p>
        )}
      </Panel>
    </PublicPage>
  )
  return htmlResponse(body as never, status, '', later)
}

/** What stands around all pages of the organisation: what is said above them, and the way to imprint and privacy. */
const aroundOf = ({ operator, language, assets, remark }: Trouble, organisation: Organisation) =>
  publicFrame(
    {
      organisation,
      operator,
      language,
      path: '/',
      assets,
      href: hrefWithin(`/${organisation.slug}`, language),
      remark,
    },
    [],
  )
