import { refuse } from '#platform/errors/errors.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { Button, ButtonLink, Form, type Html, Muted, Stack } from '#platform/ui/index.ts'
import { versions } from '../data.ts'
import type { DocumentAsked, ShownDocument } from '../viewing/panels.ts'
import { documentPage } from '../viewing/paths.ts'
import { words } from '../viewing/texts.ts'
import { ownKey, sealedArchives } from './members.ts'
import { NeedsScript, ownKeyJson, PassphraseField } from './passphrase-fields.tsx'
import { type ComparedJson, MEMBER_KEY, SEALED_FILE, SEALED_PIECE } from './paths.ts'
import { readingParts } from './reading-state.tsx'
import { sealingWords } from './texts.ts'

type Version = ShownDocument['version']

/** Two versions that no server reads, compared word by word on a member's device. @throws Refusal documents.key-destroyed */
export async function sealedCompare(
  asked: DocumentAsked,
  shown: ShownDocument,
  { older, newer }: { readonly older: Version; readonly newer: Version },
): Promise<Html> {
  const { at, language, href } = asked
  const { unlock, own: ownWords } = sealingWords(language)
  const own = await ownKey(at)
  const archive = (await sealedArchives(at)).find(({ id }) => id === shown.archive.id)
  if (!own) return <ButtonLink url={href(MEMBER_KEY)}>{unlock.noKey}</ButtonLink>
  if (!archive?.ownShare) return <Muted>{unlock.noShare}</Muted>
  const t = words(language).compare
  const say = {
    ...ownWords.say,
    ...unlock.say,
    same: t.same,
    other: t.other,
    unread: t.unread,
    added: t.added,
    removed: t.removed,
    changed: t.counted,
    reading: unlock.words.reading,
  }
  return (
    <sealed-compare
      data-organisation={at.organisation.id}
      data-member={at.actor.kind === 'member' ? at.actor.id : ''}
      data-own={ownKeyJson(own)}
      data-archive={base64url(archive.publicKey)}
      data-share={base64url(archive.ownShare)}
      data-older={JSON.stringify(await comparedOf(asked, shown, older))}
      data-newer={JSON.stringify(await comparedOf(asked, shown, newer))}
      data-reader={asked.asset('documents/sealed-words.js')}
      {...readingParts(asked)}
      data-say={JSON.stringify(say)}
    >
      <Stack>
        <div data-closed="">
          <Stack>
            <p>{t.sealed}</p>
            <Form action="">
              <PassphraseField language={language} id="vergleich-passphrase" label={ownWords.passphrase} />
              <div>
                <Button>{t.sealedOpen}</Button>
              </div>
            </Form>
          </Stack>
        </div>
        <p role="status" data-state="" tabindex={-1} />
        <p class="read-text diff" dir="auto" data-text="" hidden />
        <NeedsScript language={language} />
      </Stack>
    </sealed-compare>
  )
}

async function comparedOf({ at, href }: DocumentAsked, { document }: ShownDocument, version: Version) {
  const key = await keyOfBlob(at, versions, 'file', [document.holder_id], version.file)
  if (!key) throw refuse('documents.key-destroyed', 'gone')
  const page = href(documentPage(document.id))
  const compared: ComparedJson = {
    number: version.number,
    manifest: base64url(version.manifest),
    key: base64url(key),
    file: `${page}${SEALED_FILE}?fassung=${version.number}`,
    piece: `${page}${SEALED_PIECE}?fassung=${version.number}`,
  }
  return compared
}
