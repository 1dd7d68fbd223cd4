// WCAG 2.2 AA by axe-core, on the page as the browser shows it.
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { withScripts } from './browser.ts'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

type Finding = { rule: string; impact: string; help: string; places: { target: string; html: string; why: string }[] }

/** What axe finds wrong on the page; empty when nothing. */
export async function accessibilityFindings(page: Page): Promise<Finding[]> {
  await page.waitForLoadState() // a page that has only begun to come lacks much
  return withScripts(page, () => runAxe(page))
}

async function runAxe(page: Page): Promise<Finding[]> {
  await page.evaluate(axe.source) // not as a script element: the pages' content security policy would refuse it
  return page.evaluate(async (wanted) => {
    // colours on their way from one to another are nobody's colours
    for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish()
    const { axe: runner } = globalThis as unknown as { axe: typeof axe }
    const { violations } = await runner.run(document, { runOnly: wanted, resultTypes: ['violations'] })
    return violations.map((violation) => ({
      rule: violation.id,
      impact: violation.impact ?? 'unknown',
      help: violation.help,
      places: violation.nodes.map((node) => ({
        target: node.target.join(' '),
        html: node.html,
        why: node.failureSummary ?? '',
      })),
    }))
  }, tags)
}

/** Fails with a readable list when the page breaks a rule of WCAG 2.2, level A or AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const findings = await accessibilityFindings(page)
  if (findings.length > 0) throw new Error(`${page.url()} is not accessible:\n${findings.map(describe).join('\n')}`)
}

function describe({ rule, impact, help, places }: Finding): string {
  const shown = places.map(({ target, html, why }) => {
    return `    ${target}\n      ${html.slice(0, 200)}\n      ${why.replaceAll('\n', '\n      ')}`
  })
  return `  ${rule} (${impact}): ${help}\n${shown.join('\n')}`
}
