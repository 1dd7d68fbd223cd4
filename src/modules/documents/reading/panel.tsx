import type { Language } from '#platform/text/language.ts'
import { Button, Form, type Html, Link, Muted, Notice, Panel, Stack, TextField } from '#platform/ui/index.ts'
import type { DocumentPanel, ShownDocument } from '../viewing/panels.ts'
import { documentPage } from '../viewing/paths.ts'
import { attachedTo } from './attached.ts'
import { filingOnly } from './pages.ts'
import { words } from './texts.ts'

export const READ_AGAIN = '/lesen'

/** How reading stands where it is not done, with a way to try again; and where a mail's attachments are. */
export const readingPanel: DocumentPanel = {
  name: 'reading',
  tab: 'document',
  order: 5,
  async show(asked, shown) {
    const { version, document } = shown
    const { parent, parts } = await attachedTo(filingOnly(asked.at), document.id)
    const stands = (version.stage !== 'ready' || version.problem !== null) && shown.archive.mode === 'readable'
    if (!stands && !parent && parts.length === 0) return undefined
    const w = words(asked.language)
    const page = (id: string) => asked.href(documentPage(id))
    return (
      <>
        {stands && <State language={asked.language} shown={shown} action={`${page(document.id)}${READ_AGAIN}`} />}
        {parent && (
          <Panel>
            <Link url={page(parent)}>{w.parent}</Link>
          </Panel>
        )}
        {parts.length > 0 && (
          <Panel title={w.parts}>
            <Stack>
              {parts.map((id, place) => (
                <Link url={page(id)}>{w.part(place + 1)}</Link>
              ))}
            </Stack>
          </Panel>
        )}
      </>
    )
  },
}

/** Reading once more would end the same. */
const FINAL = new Set(['beyond-bound', 'protected', 'packed-too-much'])

type StateProps = { readonly language: Language; readonly shown: ShownDocument; readonly action: string }

function State({ language, shown, action }: StateProps): Html {
  const w = words(language)
  const { version, may } = shown
  const problems: Readonly<Record<string, string>> = w.problems
  const problem = problems[version.problem ?? ''] ?? w.problems.other
  const titles: Readonly<Record<string, string>> = w.partlyOf
  if (version.stage === 'ready')
    return (
      <Panel title={w.title}>
        <Notice language={language} tone="warning" title={titles[version.problem ?? ''] ?? w.partly}>
          {problem}
        </Notice>
      </Panel>
    )
  if (version.stage !== 'unreadable') {
    return (
      <Panel title={w.title}>
        <Muted>{version.problem === null ? w.waits : w.later}</Muted>
      </Panel>
    )
  }
  const asksPassword = version.problem === 'needs-password' || version.problem === 'wrong-password'
  return (
    <Panel title={w.title}>
      <Notice language={language} tone="warning" title={w.unreadable}>
        {problem}
      </Notice>
      {may.file && !FINAL.has(version.problem ?? '') && (
        <Form action={action} hidden={{ fassung: String(version.number) }}>
          {asksPassword && (
            <TextField
              language={language}
              name="kennwort"
              label={w.password}
              hint={w.passwordHint}
              type="password"
              autocomplete="off"
              maxlength={200}
              required
            />
          )}
          <Button kind="secondary">{asksPassword ? w.open : w.again}</Button>
        </Form>
      )}
    </Panel>
  )
}
