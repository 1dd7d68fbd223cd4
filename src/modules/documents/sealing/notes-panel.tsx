import { base64url } from '#platform/sealing/bytes.ts'
import { format } from '#platform/text/format.ts'
import { Details, Muted, Panel, Stack } from '#platform/ui/index.ts'
import type { DocumentPanel } from '../viewing/panels.ts'
import { documentPage } from '../viewing/paths.ts'
import { NoteForm } from '../viewing/screens/notes.tsx'
import { words } from '../viewing/texts.ts'
import { ownKey, sealedArchives } from './members.ts'
import { SEALED_NOTES } from './paths.ts'
import { mayNoteSealed, mayTakeSealed, sealedNotesOf } from './sealed-notes.ts'
import { sealingWords } from './texts.ts'

/** Notes in an archive that the server cannot read: sealed and opened by members' devices (`islands/sealed-notes.ts`). */
export const sealedNotesPanel: DocumentPanel = {
  name: 'notizen',
  tab: 'document',
  order: 50,
  islands: ['documents/sealed-notes.js'],
  async show(asked, shown) {
    const { at, language, href } = asked
    if (shown.archive.mode !== 'client-only' || !(await ownKey(at))) return undefined
    if (!(await sealedArchives(at)).some(({ id, ownShare }) => id === shown.archive.id && ownShare)) return undefined
    const { notes: t, problems } = words(language)
    const w = sealingWords(language).notes
    const f = format(language, at.organisation.zone)
    const notes = await sealedNotesOf(at, shown.document.id, shown.version.number)
    const listed = notes.map(({ id, box, madeAt }) => ({ id, box: base64url(box), day: f.shortDate(madeAt) }))
    return (
      <Panel title={t.title} id="notizen" lead={w.lead}>
        <sealed-notes
          data-address={href(`${documentPage(shown.document.id)}${SEALED_NOTES}`)}
          data-version={String(shown.version.number)}
          data-notes={JSON.stringify(listed)}
          data-today={f.shortDate(at.now)}
          data-may={mayTakeSealed(shown) ? 'take' : ''}
          data-say={JSON.stringify({
            ...w.say,
            kinds: t.kinds,
            page: t.onPage(0).replace('0', '{n}'),
            remove: t.remove,
            required: problems.required,
          })}
        >
          <Stack>
            <div data-shut="">
              <Muted>{w.shut(notes.length)}</Muted>
            </div>
            <p role="status" data-state="" />
            <ul class="rows" data-list="" hidden />
            {mayNoteSealed(shown) && (
              <div data-form="" hidden>
                <Details summary={t.add}>
                  <NoteForm
                    language={language}
                    page={1}
                    filled={{ raw: {}, problems: {} }}
                    action={href(documentPage(shown.document.id))}
                    hidden={{}}
                  />
                </Details>
              </div>
            )}
          </Stack>
        </sealed-notes>
      </Panel>
    )
  },
}
