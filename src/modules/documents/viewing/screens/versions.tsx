import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  DataTable,
  Form,
  type Html,
  KeyValue,
  Link,
  Name,
  Panel,
  Pill,
  SelectField,
} from '#platform/ui/index.ts'
import type { ShownDocument } from '../panels.ts'
import { documentPage, parts, UPLOAD } from '../paths.ts'
import { words } from '../texts.ts'

export type VersionsProps = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly shown: ShownDocument
  /** File names of the versions, in their order. */
  readonly names: readonly string[]
}

/** All versions of a document, and how two of them are compared. */
export function Versions({ language, zone, href, shown, names }: VersionsProps): Html {
  const t = words(language).versions
  const f = format(language, zone)
  const page = href(documentPage(shown.document.id))
  const upload = `${href(UPLOAD)}?archiv=${shown.archive.id}&unterlage=${shown.document.id}`
  const open = shown.may.file && shown.document.state !== 'archived'
  return (
    <Panel title={t.title} aside={open && <Link url={upload}>{t.add}</Link>}>
      <DataTable
        caption={t.title}
        rows={shown.versions.map((version, place) => ({ version, name: names[place] ?? '' }))}
        columns={[
          {
            label: t.number,
            header: true,
            cell: ({ version }) => (
              <>
                {version.number} {version.number === shown.document.current && <Pill tone="accent">{t.current}</Pill>}
              </>
            ),
          },
          { label: t.file, cell: ({ name }) => <Name lines>{name}</Name> },
          { label: t.size, numeric: true, cell: ({ version }) => f.bytes(Number(version.size)) },
          { label: t.stored, cell: ({ version }) => f.shortDate(version.stored_at) },
          { label: t.verified, cell: ({ version }) => f.shortDate(version.verified_at) },
          {
            label: t.acts,
            quiet: true,
            cell: ({ version }) => (
              <span class="acts">
                <Link url={`${page}?fassung=${version.number}`} label={`${t.show}: ${t.number} ${version.number}`}>
                  {t.show}
                </Link>
                <Link
                  url={`${page}${parts.original}?fassung=${version.number}`}
                  label={`${t.download}: ${t.number} ${version.number}`}
                >
                  {t.download}
                </Link>
              </span>
            ),
          },
        ]}
      />
      {shown.versions.length > 1 && (
        <CompareForm
          language={language}
          action={`${page}${parts.compare}`}
          numbers={shown.versions.map(({ number }) => number)}
        />
      )}
    </Panel>
  )
}

/** Chooses two versions to be shown beside each other. */
export function CompareForm(props: {
  readonly language: Language
  readonly action: string
  /** The newest first. */
  readonly numbers: readonly number[]
  readonly older?: number
  readonly newer?: number
}): Html {
  const { language, action, numbers } = props
  const t = words(language).versions
  const options = numbers.map((number) => ({ value: String(number), label: `${t.number} ${number}` }))
  return (
    <Form action={action} method="get" label={t.compare} class="form form-line">
      <SelectField
        language={language}
        name="alt"
        label={t.older}
        options={options}
        empty={false}
        mark={false}
        value={String(props.older ?? numbers[1])}
      />
      <SelectField
        language={language}
        name="neu"
        label={t.newer}
        options={options}
        empty={false}
        mark={false}
        value={String(props.newer ?? numbers[0])}
      />
      <Button kind="secondary">{t.compareNow}</Button>
    </Form>
  )
}

export type Proven = {
  readonly suite: string
  readonly cipherLength: number
  readonly cipherDigest: string
  readonly signed: boolean
}

/** What proves that the file is the one that came in. */
export function Proof({
  language,
  zone,
  shown,
  proven,
}: {
  readonly language: Language
  readonly zone: string
  readonly shown: ShownDocument
  readonly proven: Proven | undefined
}): Html {
  const t = words(language)
  const f = format(language, zone)
  const { version } = shown
  return (
    <Panel title={t.proof.title}>
      <KeyValue
        items={[
          { term: t.versions.number, value: String(version.number) },
          ...(proven
            ? [
                { term: t.proof.sealed, value: proven.suite },
                { term: t.proof.sealedLength, value: f.bytes(proven.cipherLength) },
                { term: t.proof.digest, value: <code class="digest">{proven.cipherDigest}</code> },
                { term: t.proof.signature, value: proven.signed ? t.proof.signed : t.proof.unsigned },
              ]
            : []),
        ]}
      />
    </Panel>
  )
}
