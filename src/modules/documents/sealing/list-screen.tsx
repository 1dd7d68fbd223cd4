import type { StaffFrame } from '#platform/http/frame.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  ButtonLink,
  Form,
  type Html,
  Muted,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { MemberKeyRow } from './data.ts'
import type { SealedArchive } from './members.ts'
import { NeedsScript, ownKeyJson, PassphraseField } from './passphrase-fields.tsx'
import { MEMBER_KEY, SEALED_FILE, SEALED_PIECE, SEALED_TEXTS, SEALED_WORDS, sealedList, WORD_LISTS } from './paths.ts'
import { type readingParts, ReadingState } from './reading-state.tsx'
import { sealingWords } from './texts.ts'

export type SealedListProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly organisation: string
  readonly member: string
  readonly own: MemberKeyRow | undefined
  readonly archive: SealedArchive
  /** How many documents it holds. */
  readonly count: number
  /** With what a device reads documents, for who may work on them. */
  readonly reads: ReturnType<typeof readingParts> | undefined
  readonly reader: string
}

/** The documents of an archive that no server reads: titles and words are there once a member's device has opened it. */
export function SealedListPage(props: SealedListProps): Html {
  const { language, href, archive, own, reads } = props
  const w = sealingWords(language).list
  const unlock = sealingWords(language).unlock
  return (
    <StaffPage {...props.frame} title={archive.name}>
      <PageHead title={archive.name} lead={w.lead} />
      {!own && <ButtonLink url={href(MEMBER_KEY)}>{unlock.noKey}</ButtonLink>}
      {own && !archive.ownShare && <Muted>{unlock.noShare}</Muted>}
      {own && archive.ownShare && (
        <sealed-list
          data-organisation={props.organisation}
          data-member={props.member}
          data-own={ownKeyJson(own)}
          data-archive={base64url(archive.publicKey)}
          data-share={base64url(archive.ownShare)}
          data-search={href(sealedList(archive.id))}
          data-lists={href(`${sealedList(archive.id)}${WORD_LISTS}`)}
          data-texts={SEALED_TEXTS}
          data-count={String(props.count)}
          data-below={JSON.stringify({ words: SEALED_WORDS, file: SEALED_FILE, piece: SEALED_PIECE })}
          data-reader={props.reader}
          {...reads}
          data-reading={JSON.stringify({ ...unlock.words, kept: w.say.read })}
          data-say={JSON.stringify({ ...sealingWords(language).own.say, ...w.say })}
        >
          <Stack>
            <div data-closed="">
              <Panel title={unlock.title} lead={unlock.lead}>
                <Form action="">
                  <PassphraseField
                    language={language}
                    id="liste-passphrase"
                    label={sealingWords(language).own.passphrase}
                  />
                  <div>
                    <Button>{unlock.open}</Button>
                  </div>
                </Form>
              </Panel>
            </div>
            <div data-opened="" hidden>
              <Stack>
                <Panel>
                  <TextField
                    language={language}
                    name=""
                    id="liste-suche"
                    type="search"
                    label={w.search}
                    hint={w.searchHint}
                    mark={false}
                  />
                  <p role="status" data-state="" />
                  <p class="muted" data-none="" hidden>
                    {w.none}
                  </p>
                  <ul data-list="" />
                  <div data-further="" hidden>
                    <Button kind="secondary" type="button">
                      {w.further}
                    </Button>
                  </div>
                </Panel>
                <Unread language={language} offers={reads !== undefined} />
              </Stack>
            </div>
            <NeedsScript language={language} />
          </Stack>
        </sealed-list>
      )}
    </StaffPage>
  )
}

/** What nobody's device has read yet, said plainly: who hands in from outside has no key to make words with. */
function Unread({ language, offers }: { readonly language: Language; readonly offers: boolean }): Html {
  const w = sealingWords(language).list
  return (
    <div data-unread="" hidden>
      <Panel title={w.unread} lead={w.unreadLead}>
        <Stack>
          <p data-unread-state="" />
          {offers && (
            <>
              <div>
                <bdi class="name name-lines" dir="auto" data-reading-title="" />
                <ReadingState language={language} skip={w.stop} />
                <span role="status" data-unread-failed="" />
              </div>
              <div data-begin="">
                <Button kind="secondary" type="button">
                  {w.begin}
                </Button>
              </div>
            </>
          )}
        </Stack>
      </Panel>
    </div>
  )
}
