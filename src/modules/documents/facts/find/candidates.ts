import type { Fact } from '../../types.ts'
import { boxOf, type Run } from '../page/layout.ts'

/** A value that may be a fact, with how sure it is. */
export type Candidate = Run & { readonly value: string; readonly sure: number }

/** The best candidate as a fact; the same value found again makes it surer. */
export function bestOf(field: string, candidates: readonly Candidate[], least = 0.3): Fact[] {
  const ranked = candidates.toSorted((a, b) => b.sure - a.sure)
  const [best] = ranked
  if (!best || best.sure < least) return []
  const again = ranked.filter(({ value }) => value === best.value).length - 1
  // another value that is about as likely makes it doubtful
  const rival = ranked.find(({ value }) => value !== best.value)
  const doubt = rival && best.sure - rival.sure < 0.05 ? 0.15 : 0
  const confidence = Math.min(0.97, best.sure + Math.min(again, 2) * 0.04) - doubt
  return [factOf(field, best, Math.max(0.05, confidence))]
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

export function factOf(field: string, at: Candidate, confidence: number, by: Fact['by'] = 'found'): Fact {
  const box = boxOf(at)
  return {
    field,
    value: at.value,
    page: at.line.page.number,
    ...(at.line.placed
      ? { box: { x: rounded(box.x), y: rounded(box.y), width: rounded(box.width), height: rounded(box.height) } }
      : {}),
    confidence: Math.round(confidence * 100) / 100,
    by,
  }
}
