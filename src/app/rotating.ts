import { backupNow, keeping, rewrapVault, targetFrom } from '#backups'
import { record } from '#privacy'
import { ConfigError } from '#platform/config/config.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { rotateInstanceKey, rotateOrganisationKeys, type RotationPlace } from '#platform/keys/rotation.ts'
import type { Configuration } from './modules.ts'

type What = 'instance' | 'organisations'

/** `keys rotate`: which keys; both when none is named. @throws ConfigError for a word it does not know */
export function rotationWish(words: readonly string[]): readonly What[] {
  const [verb, what, ...more] = words
  const known = what === undefined || what === 'instance' || what === 'organisations'
  if (verb !== 'rotate' || !known || more.length > 0) throw new ConfigError(['keys rotate [instance | organisations]'])
  return what === undefined ? ['organisations', 'instance'] : [what]
}

async function told(house: House, what: What, people: ReadonlyMap<string, number>): Promise<void> {
  for (const organisation of await house.directory.all()) {
    const actor = { kind: 'system', job: 'keys.rotate' } as const
    await inScope(house, { organisation, actor, purpose: keeping }, (at) =>
      record(at, 'keys.rotated', { what, people: people.get(organisation.id) ?? 0 }),
    )
  }
}

/** Replaces keys while the program goes on; may be called again after an interruption. */
export async function rotateKeys(
  house: House,
  config: Configuration,
  wish: readonly What[],
  say: (line: string) => void,
): Promise<boolean> {
  const place: RotationPlace = {
    pool: house.pool,
    instanceKey: house.instanceKey,
    organisations: async () => {
      house.directory.refresh()
      return house.directory.all()
    },
    now: house.clock.now(),
    step: (name) => say(`… ${name}`),
  }
  let whole = true
  if (wish.includes('organisations')) {
    const ids = (await place.organisations()).map(({ id }) => id)
    say(`Renewing the keys of ${ids.length} organisations; other processes get some seconds to follow …`)
    const done = await rotateOrganisationKeys(place, ids)
    await told(house, 'organisations', new Map([...done].map(([id, { people }]) => [id, people])))
    const [people, unreadable] = [...done.values()].reduce(
      ([one, other], now) => [one + now.people, other + now.unreadable] as const,
      [0, 0] as readonly [number, number],
    )
    say(`${done.size} organisations have new keys, ${people} keys of people were wrapped anew.`)
    if (unreadable > 0) {
      say(`${unreadable} keys of people open with no key, neither before nor now. Nothing was changed about them.`)
      whole = false
    }
  }
  if (wish.includes('instance')) {
    const own = config.house.instanceKey === null && config.house.keyService === null
    const target = targetFrom(config.backups, config.house.data)
    const { key, organisations } = await rotateInstanceKey(place, {
      file: own ? config.house.data : undefined,
      // the copies of the keys are under the old one; the next restore needs some under the new one
      before: async () => {
        if (!target) return
        await rewrapVault(target, house.instanceKey)
        const made = await backupNow(house, target, config.backups)
        say(`Backup ${made.id} holds the keys under the new instance key.`)
      },
    })
    await told(house, 'instance', new Map())
    say(`The instance key ${key} wraps the keys of all organisations (${organisations} wrapped anew).`)
    say(
      own
        ? 'Copy keys/instance.key to where you keep it apart from the backups. Older backups open with it as well.'
        : 'Take the old key out of the configuration now (BELEGT_INSTANCE_KEY_ALSO).',
    )
  }
  return whole
}
