// A real Chromium for the journeys. One browser per test worker; each page has a context, and so a profile, of its own.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { browserProgram } from '../../tools/browser.ts'

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type PageOptions = {
  /** Pixels; 390 is a phone, 1280 a desk. */
  width?: 390 | 1280 | (number & {})
  dark?: boolean
  javaScript?: boolean
  /** What the browser asks for: 'de-DE' or 'en-GB'. */
  language?: string
  /** Addresses in the pages are relative to this one. */
  origin?: string
  reducedMotion?: boolean
}

/** What a page left behind or wanted, beyond what it shows. */
export type Traces = {
  cookies: string[]
  /** Keys in local and session storage and the names of indexed databases. */
  storage: string[]
  /** Addresses whose answer tried to set a cookie. */
  setCookie: string[]
}

export type Visit = AsyncDisposable & {
  page: Page
  context: BrowserContext
  /** Every address the browser asked for, in order. */
  requests: string[]
  /** Errors on the console, uncaught exceptions, failed requests. */
  problems: string[]
  traces: () => Promise<Traces>
}

const scriptless = new WeakSet<BrowserContext>()
let running: Promise<Browser> | undefined

/** The browser of this test worker; it ends with the worker. */
export function openBrowser(): Promise<Browser> {
  running ??= startBrowser()
  return running
}

function startBrowser(): Promise<Browser> {
  const { path, env } = browserProgram()
  const isRoot = process.getuid?.() === 0 // Chromium's sandbox refuses to run as root
  return chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env },
    args: isRoot ? [...flags, '--no-sandbox'] : flags,
    chromiumSandbox: false, // an ordinary user may lack unprivileged namespaces; the pages are our own
  })
}

/** A fresh page in a fresh profile, 390 px wide, light, German, with scripts unless told otherwise. */
export async function openPage(options: PageOptions = {}): Promise<Visit> {
  const browser = await openBrowser()
  const width = options.width ?? 390
  const context = await browser.newContext({
    viewport: { width, height: width < 700 ? 844 : 800 },
    colorScheme: options.dark ? 'dark' : 'light',
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.language ?? 'de-DE',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    ...(options.origin ? { baseURL: options.origin } : {}),
  })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const requests: string[] = []
  const problems: string[] = []
  const setCookie: string[] = []
  const answers: Promise<unknown>[] = []
  if (options.javaScript === false) scriptless.add(context)
  context.on('request', (request) => requests.push(request.url()))
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '?'
    // broken off by the browser itself: the page was left while it came, or its script has enough of it
    if (why !== 'net::ERR_ABORTED') problems.push(`${request.url()}: ${why}`)
  })
  context.on('response', (response) => {
    const noted = response.headerValue('set-cookie').then((value) => value !== null && setCookie.push(response.url()))
    answers.push(Promise.allSettled([noted])) // the page may be closed before the answer is read
  })
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  context.on('weberror', (error) => problems.push(error.error().message))
  return {
    page,
    context,
    requests,
    problems,
    async traces() {
      await Promise.all(answers)
      return { ...(await tracesIn(context)), setCookie }
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

/**
 * Runs `work` on the page with scripts allowed, also where the page was opened without: promises in the page never
 * settle otherwise. The page's own scripts were skipped when it was read and stay so.
 */
export async function withScripts<T>(page: Page, work: () => Promise<T>): Promise<T> {
  if (!scriptless.has(page.context())) return work()
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setScriptExecutionDisabled', { value: false })
  try {
    return await work()
  } finally {
    await session.send('Emulation.setScriptExecutionDisabled', { value: true })
    await session.detach()
  }
}

async function tracesIn(context: BrowserContext): Promise<Omit<Traces, 'setCookie'>> {
  const cookies = (await context.cookies()).map((cookie) => cookie.name)
  const storage: string[] = []
  for (const page of context.pages()) {
    if (!page.url().startsWith('http')) continue
    const keys = await withScripts(page, () =>
      page.evaluate(async () => [
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
        ...(await indexedDB.databases()).map((database) => database.name ?? ''),
      ]),
    )
    storage.push(...keys)
  }
  return { cookies, storage }
}

/** Fails when the browser talked to anybody but `origin`, or the page left a cookie or anything in its storage. */
export async function expectNoTraces(visit: Visit, origin: string): Promise<void> {
  expect(visit.requests.length, 'the page was opened').toBeGreaterThan(0)
  const strangers = visit.requests.filter((address) => !isWithin(address, origin))
  expect(strangers.join(', '), `requests beyond ${origin}`).toBe('')
  expect(await visit.traces()).toEqual({ cookies: [], storage: [], setCookie: [] })
}

function isWithin(address: string, origin: string): boolean {
  const url = new URL(address)
  return url.origin === new URL(origin).origin || url.protocol === 'data:' || url.protocol === 'blob:'
}
