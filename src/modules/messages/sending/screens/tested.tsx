import type { Language } from '#platform/text/language.ts'
import { Notice } from '#platform/ui/index.ts'
import { senderWords } from '../texts.ts'

/** What came of a test mail, with what its code means. */
export function Tested({ language, outcome }: { readonly language: Language; readonly outcome: string }) {
  const w = senderWords(language)
  if (outcome === 'ok')
    return (
      <Notice language={language} tone="success" role="status">
        {w.testOk}
      </Notice>
    )
  return (
    <Notice language={language} tone="danger" role="alert" title={w.testFailed(outcome)}>
      {w.hints[(outcome.startsWith('53') ? 'EAUTH' : outcome) as keyof typeof w.hints]}
    </Notice>
  )
}
