import type { Scope } from '#platform/data/scope.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import type { Language } from '#platform/text/language.ts'
import { Actions, Button, ButtonLink, Form, type Html, Muted, Panel, Stack } from '#platform/ui/index.ts'
import { versions } from '../data.ts'
import type { DocumentAsked, DocumentPanel, Opens, ShownDocument } from '../viewing/panels.ts'
import { documentPage } from '../viewing/paths.ts'
import type { MemberKeyRow } from './data.ts'
import { ownKey, sealedArchives } from './members.ts'
import { NeedsScript, ownKeyJson, PassphraseField } from './passphrase-fields.tsx'
import { MEMBER_KEY, SEALED_FILE, SEALED_PIECE, SEALED_TEXTS, SEALED_WORDS, sealedList } from './paths.ts'
import { readingParts, ReadingState } from './reading-state.tsx'
import { sealingWords } from './texts.ts'

/** Opens a document of an archive that the server cannot read, on the member's device. */
export const unlockPanel: DocumentPanel = {
  name: 'verschlossen',
  tab: 'document',
  order: 0,
  islands: ['documents/unlock.js'],
  async show(asked, shown) {
    if (shown.archive.mode !== 'client-only') return undefined
    const { at, language, href } = asked
    const own = await ownKey(at)
    const share = (await sealedArchives(at)).find(({ id }) => id === shown.archive.id)?.ownShare
    const w = sealingWords(language).unlock
    const key = await sealedKeyOf(at, shown)
    return (
      <Panel title={w.title} lead={own && share && key ? w.lead : undefined} id="verschlossen">
        {!own && <ButtonLink url={href(MEMBER_KEY)}>{w.noKey}</ButtonLink>}
        {own && !share && <Muted>{w.noShare}</Muted>}
        {own && share && !key && <Muted>{w.destroyed}</Muted>}
        {own && share && key && <Unlock {...{ asked, shown, own, share, language }} documentKey={key} />}
      </Panel>
    )
  },
}

/** The document's key as it was sealed to the archive; undefined once the key of the person whom it concerns is gone. */
const sealedKeyOf = (at: Scope<Opens>, { document, version }: ShownDocument): Promise<Buffer | undefined> =>
  keyOfBlob(at, versions, 'file', [document.holder_id], version.file)

type UnlockProps = {
  readonly asked: DocumentAsked
  readonly shown: ShownDocument
  readonly own: MemberKeyRow
  readonly share: Buffer
  readonly documentKey: Buffer
  readonly language: Language
}

function Unlock({ asked, shown, own, share, documentKey, language }: UnlockProps): Html {
  const w = sealingWords(language).unlock
  const { document, version, archive } = shown
  const page = asked.href(documentPage(document.id))
  const address = `${page}${SEALED_FILE}`
  // words are found of the current version only
  const isCurrent = version.number === document.current
  return (
    <archive-unlock
      data-organisation={asked.at.organisation.id}
      data-member={asked.at.actor.kind === 'member' ? asked.at.actor.id : ''}
      data-own={ownKeyJson(own)}
      data-archive={base64url(archive.public_key)}
      data-share={base64url(share)}
      data-manifest={base64url(version.manifest)}
      data-key={base64url(documentKey)}
      data-file={`${address}?fassung=${version.number}`}
      data-piece={`${page}${SEALED_PIECE}?fassung=${version.number}`}
      data-texts={isCurrent ? `${page}${SEALED_TEXTS}` : undefined}
      data-words={isCurrent && shown.may.file ? `${page}${SEALED_WORDS}` : undefined}
      data-reader={asked.asset('documents/sealed-words.js')}
      {...readingParts(asked)}
      data-reading={JSON.stringify(w.words)}
      data-say={JSON.stringify({ ...sealingWords(language).own.say, ...w.say })}
    >
      <Stack>
        <div data-closed="">
          <Form action="">
            <PassphraseField
              language={language}
              id="verschlossen-passphrase"
              label={sealingWords(language).own.passphrase}
            />
            <div>
              <Button>{w.open}</Button>
            </div>
          </Form>
        </div>
        <div data-opened="" hidden>
          <Stack>
            <p data-title="" tabindex={-1} />
            <pre data-text="" hidden />
            <ReadingState language={language} />
            <Actions>
              <a class="kern-btn kern-btn--secondary" data-download="" href="#verschlossen">
                <span class="kern-label">{w.download}</span>
              </a>
              <ButtonLink kind="tertiary" url={asked.href(sealedList(archive.id))}>
                {sealingWords(language).list.open}
              </ButtonLink>
              <button type="button" class="kern-btn kern-btn--tertiary" data-lock="">
                <span class="kern-label">{w.lock}</span>
              </button>
            </Actions>
          </Stack>
        </div>
        <NeedsScript language={language} />
      </Stack>
    </archive-unlock>
  )
}

/** The same panel, but not where the server must learn nothing of a document: what is entered there it could read. */
export const unlessSealed = (panel: DocumentPanel): DocumentPanel => ({
  ...panel,
  show: async (asked, shown) => (shown.archive.mode === 'client-only' ? undefined : panel.show(asked, shown)),
})
