import type { StaffFrame } from '#platform/http/frame.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ButtonLink,
  Form,
  type Html,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import type { MemberKeyRow } from '../../sealing/data.ts'
import type { SealedArchive } from '../../sealing/members.ts'
import { NeedsScript, ownKeyJson, PassphraseField } from '../../sealing/passphrase-fields.tsx'
import { MEMBER_KEY } from '../../sealing/paths.ts'
import { sealingWords } from '../../sealing/texts.ts'
import { documentPage } from '../../viewing/paths.ts'
import { deviceWords } from '../device-texts.ts'
import { deviceExport, EXPORT } from '../paths.ts'
import { exchangeWords } from '../texts.ts'

export type DeviceExportProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly organisation: Organisation
  readonly member: string
  readonly own: MemberKeyRow | undefined
  readonly archive: SealedArchive
  /** Only these documents; without any all. */
  readonly ids: readonly string[]
  readonly count: number
  /** `2026-11-22` */
  readonly today: string
}

/** An archive that no server reads as files: a member's device opens and packs them. */
export function DeviceExportPage(props: DeviceExportProps): Html {
  const { frame, language, href, organisation, archive, own, count } = props
  const [w, unlock] = [deviceWords(language), sealingWords(language).unlock]
  const { fileName } = exchangeWords(language)
  return (
    <StaffPage {...frame} title={w.title(archive.name)}>
      <PageHead title={w.title(archive.name)} lead={w.lead} actions={<Link url={href(EXPORT)}>{w.back}</Link>} />
      {!own && <ButtonLink url={href(MEMBER_KEY)}>{unlock.noKey}</ButtonLink>}
      {own && !archive.ownShare && <Muted>{unlock.noShare}</Muted>}
      {own && archive.ownShare && count === 0 && <Muted>{w.none}</Muted>}
      {own && archive.ownShare && count > 0 && (
        <sealed-export
          data-organisation={organisation.id}
          data-member={props.member}
          data-own={ownKeyJson(own)}
          data-archive={base64url(archive.publicKey)}
          data-name={archive.name}
          data-share={base64url(archive.ownShare)}
          data-address={href(deviceExport(archive.id))}
          data-page={href(documentPage('{id}'))}
          data-only={props.ids.length > 0 ? `ids=${props.ids.join(',')}` : ''}
          data-count={String(count)}
          data-file={`${fileName}-${organisation.slug}-${props.today}`}
          data-table={JSON.stringify(tableWords(language))}
          data-say={JSON.stringify({ ...sealingWords(language).own.say, ...unlock.say, ...w.say })}
        >
          <Stack>
            <div data-closed="">
              <Panel title={w.unlock} lead={w.unlockLead}>
                <Form action="">
                  <PassphraseField
                    language={language}
                    id="mitnehmen-passphrase"
                    label={sealingWords(language).own.passphrase}
                  />
                  <div>
                    <Button>{unlock.open}</Button>
                  </div>
                </Form>
              </Panel>
            </div>
            <Packing {...props} />
            <NeedsScript language={language} />
          </Stack>
        </sealed-export>
      )}
    </StaffPage>
  )
}

/** What the table is made with on the device. */
function tableWords(language: Language) {
  const { tableName, courseName, columns, courseColumns, marks, gone, damaged, note } = exchangeWords(language)
  return {
    tableName,
    courseName,
    columns,
    courseColumns,
    marks,
    gone,
    damaged,
    note: note('{kind}', '{version}', '{page}'),
  }
}

/** In a box of its own, which can be hidden: a button of KERN cannot. */
const Act = ({ name, children }: { readonly name: string; readonly children: string }): Html => (
  <div {...{ [`data-${name}`]: '' }} hidden>
    <Button kind="secondary" type="button">
      {children}
    </Button>
  </div>
)

function Packing({ language, count }: DeviceExportProps): Html {
  const w = deviceWords(language)
  const { plain, noted } = exchangeWords(language)
  return (
    <div data-opened="" hidden>
      <Panel title={w.ready(count)}>
        <Stack>
          <Notice language={language} tone="warning">
            {plain} {noted}
          </Notice>
          <p data-in-parts="" hidden>
            {w.inParts}
          </p>
          <p role="status" data-state="" tabindex={-1} />
          <progress data-bar="" aria-label={w.bar} hidden />
          <Actions>
            <div data-begin="">
              <Button type="button">{w.begin}</Button>
            </div>
            <Act name="pause">{w.pause}</Act>
            <Act name="go-on">{w.goOn}</Act>
            <Act name="cancel">{w.cancel}</Act>
          </Actions>
          <div data-unopened="" hidden>
            <h3>{w.unopened}</h3>
            <p class="muted">{w.unopenedLead}</p>
            <ul data-list="" />
          </div>
        </Stack>
      </Panel>
    </div>
  )
}
