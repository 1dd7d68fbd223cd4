import type { StaffFrame } from '#platform/http/frame.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { format } from '#platform/text/format.ts'
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
import { MEMBER_KEY, SEALED_TEXTS, sealedList, WORD_LISTS } from './paths.ts'
import { sealingWords } from './texts.ts'

/** A document as the server can tell it, and what a member's device opens its title with. */
export type Listed = {
  readonly id: string
  readonly url: string
  readonly received: Temporal.Instant
  readonly manifest: string
  readonly key: string
}

export type SealedListProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly organisation: string
  readonly member: string
  readonly own: MemberKeyRow | undefined
  readonly archive: SealedArchive
  readonly listed: readonly Listed[]
}

/** The documents of an archive that no server reads: titles and words are there once a member's device has opened it. */
export function SealedListPage(props: SealedListProps): Html {
  const { language, href, archive, own, listed } = props
  const w = sealingWords(language).list
  const f = format(language, props.zone)
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
          data-listed={JSON.stringify(listed.map(({ received, ...one }) => ({ ...one, received: f.date(received) })))}
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
              </Panel>
            </div>
            <NeedsScript language={language} />
          </Stack>
        </sealed-list>
      )}
    </StaffPage>
  )
}
