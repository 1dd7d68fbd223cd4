// Reads a page as a browser without scripts does: its links, and its forms with what submitting them would send.
import { type HTMLElement, parse } from 'node-html-parser'

export type Field = { name: string; type: string; value: string; checked: boolean; options: string[] }

/** What a submission sends. For method 'GET' the values already stand in the address. */
export type Submission = { method: 'GET' | 'POST'; url: string; body: URLSearchParams | null }

export type PageForm = {
  element: HTMLElement
  method: 'GET' | 'POST'
  action: string
  fields: Field[]
  /** The visible text of each submit button. */
  buttons: string[]
  /**
   * The submission a person would cause by filling in `values` (field name -> text, or true and false for a tick box)
   * and pressing `button` (its text; the first one if left out). Throws when the page has no such field or button.
   */
  submit: (values?: Record<string, string | boolean>, button?: string) => Submission
}

export type PageContent = {
  root: HTMLElement
  title: string
  /** All visible text, white space collapsed. */
  text: string
  links: { text: string; href: string }[]
  forms: PageForm[]
  /** The address behind the link with exactly this text. Throws when there is none. */
  link: (text: string) => string
  /** The one form that has a button with this text. Throws when there is none or more than one. */
  form: (button: string) => PageForm
}

/** Reads the page found at `url` (absolute; relative addresses in it are resolved against it). */
export function readPage(html: string, url: string): PageContent {
  const root = parse(html)
  for (const hidden of root.querySelectorAll('script, style, template')) hidden.remove()
  const resolve = (address: string) => new URL(address, url).href
  const links = root
    .querySelectorAll('a[href]')
    .map((link) => ({ text: textOf(link), href: resolve(link.getAttribute('href') ?? '') }))
  const forms = root.querySelectorAll('form').map((form) => readForm(form, resolve))
  return {
    root,
    title: textOf(root.querySelector('title')),
    text: textOf(root.querySelector('body') ?? root),
    links,
    forms,
    link: (text) => only(links, (link) => link.text === text, `link "${text}"`).href,
    form: (button) => only(forms, (form) => form.buttons.includes(button), `form with button "${button}"`),
  }
}

function readForm(element: HTMLElement, resolve: (address: string) => string): PageForm {
  const method = element.getAttribute('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET'
  const action = resolve(element.getAttribute('action') || '')
  const fields = element.querySelectorAll('input, select, textarea').flatMap(readField)
  const presses = element
    .querySelectorAll('button, input[type=submit]')
    .filter((button) => !['button', 'reset'].includes(button.getAttribute('type') ?? '') && !isOff(button))
  const buttons = presses.map((button) => textOf(button) || (button.getAttribute('value') ?? ''))
  return {
    element,
    method,
    action,
    fields,
    buttons,
    submit(values = {}, button = buttons[0]) {
      const pressed = presses[buttons.indexOf(button ?? '')]
      if (!pressed) throw new Error(`No button "${button}", only: ${buttons.join(', ') || 'none'}`)
      const sent = new URLSearchParams()
      for (const field of filled(fields, values)) sent.append(field.name, field.value)
      const name = pressed.getAttribute('name')
      if (name) sent.append(name, pressed.getAttribute('value') ?? '')
      const url = resolve(pressed.getAttribute('formaction') || element.getAttribute('action') || '')
      if (method === 'POST') return { method, url, body: sent }
      const target = new URL(url)
      target.search = sent.toString()
      return { method, url: target.href, body: null }
    },
  }
}

/** The fields that would be sent, with the person's values in them. */
function filled(fields: Field[], values: Record<string, string | boolean>): Field[] {
  for (const name of Object.keys(values)) {
    const field = fields.find((candidate) => candidate.name === name)
    if (!field) throw new Error(`No field "${name}", only: ${fields.map((known) => known.name).join(', ')}`)
    if (field.type === 'hidden') throw new Error(`The field "${name}" is hidden: a person cannot fill it in.`)
  }
  return fields.flatMap((field) => {
    const value = values[field.name]
    if (field.type === 'checkbox') {
      // several boxes of one name: the values that are wanted, with commas between them
      const wanted = typeof value === 'string' ? value.split(',') : []
      const named = fields.some(({ name, value: own }) => name === field.name && wanted.includes(own))
      return (named ? wanted.includes(field.value) : (value ?? field.checked)) ? [field] : []
    }
    if (field.type === 'radio') return (value === undefined ? field.checked : value === field.value) ? [field] : []
    if (value === undefined) return [field]
    if (field.type === 'select' && !field.options.includes(String(value))) {
      throw new Error(`"${field.name}" does not offer "${value}", only: ${field.options.join(', ')}`)
    }
    return [{ ...field, value: String(value) }]
  })
}

function readField(element: HTMLElement): Field[] {
  const name = element.getAttribute('name')
  const tag = element.rawTagName.toLowerCase()
  const type = tag === 'input' ? (element.getAttribute('type') ?? 'text').toLowerCase() : tag
  if (!name || isOff(element) || ['submit', 'button', 'reset', 'image'].includes(type)) return []
  if (tag === 'select') {
    const options = element.querySelectorAll('option')
    const valueOf = (option: HTMLElement) => option.getAttribute('value') ?? textOf(option)
    const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0]
    const value = chosen ? valueOf(chosen) : ''
    return [{ name, type, value, checked: false, options: options.map(valueOf) }]
  }
  const ticked = type === 'checkbox' || type === 'radio'
  const value = tag === 'textarea' ? element.textContent : (element.getAttribute('value') ?? (ticked ? 'on' : ''))
  return [{ name, type, value, checked: element.hasAttribute('checked'), options: [] }]
}

/** Asked of every field of every page that a test opens: a selector (`closest`) would take half the time of reading it. */
function isOff(element: HTMLElement): boolean {
  if (element.hasAttribute('disabled')) return true
  for (let around = element.parentNode; around; around = around.parentNode)
    if (around.rawTagName?.toLowerCase() === 'fieldset' && around.hasAttribute('disabled')) return true
  return false
}

function textOf(element: HTMLElement | null): string {
  return element ? element.textContent.replace(/\s+/g, ' ').trim() : ''
}

function only<T>(all: T[], matches: (one: T) => boolean, what: string): T {
  const [found, second] = all.filter(matches)
  if (!found) throw new Error(`The page has no ${what}.`)
  if (second) throw new Error(`The page has more than one ${what}.`)
  return found
}
