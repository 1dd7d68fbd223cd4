import { format } from '#platform/text/format.ts'
import { ActionForm, type Html, Panel } from '#platform/ui/index.ts'
import { linkWords } from '../link-texts.ts'
import { act } from '../paths.ts'
import type { Shown } from './stamps.tsx'

/** Whether the person sees the document in their customer account. */
export function ShownPanel({ language, zone, href, document }: Shown): Html {
  const t = linkWords(language).shown
  const since = document.shown_at
  return (
    <Panel title={t.title} lead={t.lead} id="shown">
      <p>{since ? t.since(format(language, zone).shortDate(since)) : t.hidden}</p>
      <ActionForm action={href(act(document.id, 'zeigen'))} hidden={{ shown: since ? '' : 'yes' }} kind="secondary">
        {since ? t.hide : t.show}
      </ActionForm>
    </Panel>
  )
}
