// Looks at a screen as somebody stands before it: in both widths, light and dark, without disturbing the visit.
import { expect } from 'vitest'
import { expectAccessible } from './axe.ts'
import { openPage, type Visit } from './browser.ts'

export type Auditor = AsyncDisposable & {
  /** Fails when the visit's page breaks WCAG 2.2 AA or is wider than a phone or a desk. */
  look(visit: Visit, name: string): Promise<void>
}

/** A second browser window that is shown the same document; scripts are left out, so it stays as it was. */
export async function openAuditor(pictures?: string): Promise<Auditor> {
  const own = await openPage({ width: 390, reducedMotion: true })
  let shot = 0
  return {
    async look(visit, name) {
      await visit.page.waitForLoadState() // what is shown is all of it
      const url = visit.page.url()
      const body = (await visit.page.content()).replaceAll(/<script[\s\S]*?<\/script>/g, '')
      const isIt = (address: URL) => address.href === url
      await own.page.route(isIt, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }))
      await own.page.goto(url)
      await own.page.unroute(isIt)
      const number = String(++shot).padStart(2, '0')
      for (const width of [390, 1280]) {
        await own.page.setViewportSize({ width, height: 844 })
        for (const colorScheme of ['light', 'dark'] as const) {
          await own.page.emulateMedia({ colorScheme })
          await expectAccessible(own.page)
          const path = `${pictures}/${number}-${name}-${width}-${colorScheme}.png`
          if (pictures) await own.page.screenshot({ path, fullPage: true })
        }
        const wide = await own.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(wide, `${name} sticks out at ${width} px`).toBeLessThanOrEqual(0)
      }
    },
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  }
}
