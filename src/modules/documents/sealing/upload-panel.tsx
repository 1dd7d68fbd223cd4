import { base64url } from '#platform/sealing/bytes.ts'
import { Button, Form, type Html, Muted, Panel, Stack } from '#platform/ui/index.ts'
import type { ArchiveRow, DocumentAsked } from '../viewing/panels.ts'
import { DOCUMENTS } from '../viewing/paths.ts'
import { ownKey, sealedArchives } from './members.ts'
import { ownKeyJson, PassphraseField } from './passphrase-fields.tsx'
import { SEALED_OPENING, SEALED_TEXTS, SEALED_WORDS } from './paths.ts'
import { readingParts, ReadingState } from './reading-state.tsx'
import { sealingWords } from './texts.ts'

/**
 * Below the files that are being filed: recognises those that go to archives that no server reads. Undefined for who opens
 * none of them.
 */
export async function readingAfterUpload(
  asked: DocumentAsked,
  archives: readonly ArchiveRow[],
): Promise<Html | undefined> {
  const { at, language, href } = asked
  if (!archives.some(({ mode }) => mode === 'client-only')) return undefined
  const own = await ownKey(at)
  const mine = (await sealedArchives(at)).flatMap(({ id, publicKey, ownShare }) =>
    ownShare ? [[id, { publicKey: base64url(publicKey), share: base64url(ownShare) }] as const] : [],
  )
  if (!own || mine.length === 0) return undefined
  const w = sealingWords(language)
  return (
    <sealed-upload
      hidden
      data-organisation={at.organisation.id}
      data-member={at.actor.kind === 'member' ? at.actor.id : ''}
      data-own={ownKeyJson(own)}
      data-archives={JSON.stringify(Object.fromEntries(mine))}
      data-documents={href(DOCUMENTS)}
      data-parts-of={JSON.stringify({ opening: SEALED_OPENING, texts: SEALED_TEXTS, words: SEALED_WORDS })}
      data-reader={asked.asset('documents/sealed-words.js')}
      {...readingParts(asked)}
      data-reading={JSON.stringify(w.unlock.words)}
      data-say={JSON.stringify({ ...w.own.say, ...w.upload.say })}
    >
      <Panel title={w.upload.title} lead={w.upload.lead}>
        <Stack>
          <div data-closed="" hidden>
            <Form action="" label={w.upload.title}>
              <PassphraseField language={language} id="erkennen-passphrase" label={w.own.passphrase} />
              <Muted>{w.upload.later}</Muted>
              <div>
                <Button kind="secondary">{w.upload.open}</Button>
              </div>
            </Form>
          </div>
          <ul class="rows" data-list="" />
          <template>
            <li>
              <div>
                <bdi class="name name-lines" dir="auto" data-name="" />
                <p class="small muted" data-waits="" />
                <ReadingState language={language} />
              </div>
            </li>
          </template>
        </Stack>
      </Panel>
    </sealed-upload>
  )
}
