import type { Permission } from '#platform/http/permission.ts'
import { DataTable, Muted, Name, PageHead, Panel, Stack, StaffPage, type Html } from '#platform/ui/index.ts'
import type { MemberLine } from '../../actions/roster.ts'
import { roles } from '../../roles.ts'
import { Aside } from '../../screens/form.tsx'
import type { Staff } from '../../screens/own.tsx'
import { words } from '../../texts.ts'
import { rightName, type Place } from '../names.ts'
import { lifeWords } from '../texts.ts'

export type RightsMatrixProps = Staff & {
  readonly permissions: readonly Permission[]
  readonly members: readonly MemberLine[]
  readonly places: readonly Place[]
}

/** Who may what: rights by role, who holds them, and what each member has. Made to be printed. */
export function RightsMatrixPage(props: RightsMatrixProps): Html {
  const { frame, language, href, permissions, members, places } = props
  const [t, w] = [lifeWords(language).matrix, words(language)]
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        <Panel>
          <DataTable
            caption={t.caption}
            rows={permissions}
            columns={[
              {
                label: t.right,
                header: true,
                cell: ({ why, perPlace }) => (
                  <>
                    {why[language]}
                    {perPlace && (
                      <div>
                        <Muted>{t.placed}</Muted>
                      </div>
                    )}
                  </>
                ),
              },
              ...roles
                .filter((role) => role !== 'by-place')
                .map((role) => ({
                  label: divided(w.roles[role]),
                  cell: (may: Permission) => (may.roles.includes(role) ? t.yes : '–'),
                })),
              {
                label: t.holders,
                cell: (may) => {
                  const holders = members.flatMap((member) => {
                    const held = heldBy(member, may)
                    if (held === undefined) return []
                    const where = held.map((place) => rightPlace(places, place, language))
                    return [where.length > 0 ? `${member.name} (${where.join(', ')})` : member.name]
                  })
                  return holders.length > 0 ? <Name>{holders.join(', ')}</Name> : <Muted>{t.nobody}</Muted>
                },
              },
            ]}
          />
        </Panel>
        <Panel title={t.byMember}>
          <DataTable
            caption={t.byMember}
            rows={members}
            columns={[
              { label: t.member, header: true, cell: ({ name }) => <Name>{name}</Name> },
              {
                label: t.rights,
                cell: ({ role, further }) =>
                  [w.roles[role], ...further.map((right) => rightName(language, right, places))].join(', '),
              },
            ]}
          />
          <p>
            <Muted>{t.printHint}</Muted>
          </p>
        </Panel>
        <Aside url={href('/team/einrichtung/mitglieder')}>{w.back}</Aside>
      </Stack>
    </StaffPage>
  )
}

/** Where a long name of a role may be broken, in the narrow column of a phone. */
const divided = (role: string): string => role.replace('administration', '\u00adadministration')

const rightPlace = (places: readonly Place[], id: string, language: Staff['language']): string =>
  places.find((place) => place.id === id)?.name ?? lifeWords(language).members.goneStill

/** Where a member holds a right: nowhere (undefined), everywhere (none named), or at these places. */
function heldBy({ role, further }: MemberLine, may: Permission): readonly string[] | undefined {
  const everywhere = may.roles.includes(role) || further.some((one) => !one.place && may.roles.includes(one.role))
  if (everywhere) return []
  if (!may.perPlace) return undefined
  const places = further.flatMap((one) => (one.place && may.roles.includes(one.role) ? [one.place] : []))
  return places.length > 0 ? [...new Set(places)] : undefined
}
