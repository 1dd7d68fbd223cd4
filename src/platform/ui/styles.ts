import { fileURLToPath } from 'node:url'
import { compile } from 'sass'
import { leaveOutUnused } from './shake.ts'

const folder = new URL('./styles/', import.meta.url)
const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const notice = '/*! with parts of KERN (kern-ux.de), EUPL-1.2 */\n'

/** KERN's classes that our components write; rules for its other classes are left out. */
export const kernClasses: ReadonlySet<string> = new Set([
  'kern-btn',
  'kern-btn--primary',
  'kern-btn--secondary',
  'kern-btn--tertiary',
  'kern-label',
  'kern-label__optional',
  'kern-hint',
  'kern-form-input',
  'kern-form-input--error',
  'kern-form-input__input',
  'kern-form-input__input--error',
  'kern-form-input__select',
  'kern-form-input__select--error',
  'kern-form-input__select-wrapper',
  'kern-form-check',
  'kern-form-check--error',
  'kern-form-check__checkbox',
  'kern-form-check__checkbox--error',
  'kern-form-check__radio',
  'kern-form-check__radio--error',
  'kern-fieldset',
  'kern-fieldset--error',
  'kern-fieldset__body',
  'kern-fieldset__body--horizontal',
])

function sheet(name: 'public' | 'staff'): string {
  const { css } = compile(fileURLToPath(new URL(`${name}.scss`, folder)), {
    loadPaths: [packages],
    style: 'compressed',
    charset: false,
    quietDeps: true,
  })
  return notice + leaveOutUnused(css, kernClasses)
}

/** Both style sheets as text, for the build: `public` is small, `staff` is everything. Reads node_modules; throws when a part is missing. */
export const compileStyles = (): { public: string; staff: string } => ({
  public: sheet('public'),
  staff: sheet('staff'),
})
