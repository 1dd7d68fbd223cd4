import type { Language } from '#platform/text/language.ts'
import { editorWords } from '../editor-texts.ts'
import { filledIn } from '../fill.ts'
import { money } from '../money.ts'
import { costOf } from '../rules.ts'
import { measure } from '../segments.ts'

/**
 * `<sms-length>` beside the field `text`: shows what the server showed, anew with every letter. Without it the button "check"
 * does the same.
 */
class SmsLength extends HTMLElement {
  connectedCallback(): void {
    const field = document.querySelector<HTMLTextAreaElement>('textarea[name="text"]')
    field?.addEventListener('input', () => this.show(field.value))
  }

  private show(text: string): void {
    const { values = '{}', tail = '', price = '0', currency = '', language = 'de' } = this.dataset
    const w = editorWords(language as Language)
    const arrives = filledIn(text, JSON.parse(values) as Record<string, string>) + tail
    const { alphabet, units, segments, left, foreign } = measure(arrives)
    this.put('text', arrives)
    this.put('parts', w.parts(segments))
    this.put('measured', w.measured(units, left))
    if (currency) this.put('cost', w.cost(money(language as Language, costOf(segments, Number(price)), currency)))
    this.put('alphabet', alphabet === 'gsm7' ? w.cheap : w.dear(foreign.join(' ')))
  }

  private put(part: string, words: string): void {
    const place = this.querySelector(`[data-part="${part}"]`)
    // said aloud only when it changed
    if (place && place.textContent !== words) place.textContent = words
  }
}

customElements.define('sms-length', SmsLength)
