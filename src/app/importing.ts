import { importDocuments } from '#documents'
import { ConfigError } from '#platform/config/config.ts'
import type { House } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'

export type ImportWish = { readonly folder: string; readonly organisation: string; readonly archive: string }

/**
 * What `belegt import` was told: `FOLDER --organisation ADDRESS --archive NAME`, the organisation as in its addresses.
 * @throws ConfigError
 */
export function importWish(given: readonly string[]): ImportWish {
  const told = new Map<string, string>()
  const folders: string[] = []
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    if (!word.startsWith('--')) folders.push(word)
    else if (['--organisation', '--archive'].includes(word)) told.set(word, given[++at] ?? '')
    else throw new ConfigError([`belegt import does not know ${word}.`])
  }
  const [folder, ...others] = folders
  const [organisation, archive] = [told.get('--organisation'), told.get('--archive')]
  if (!folder || others.length > 0 || !organisation || !archive)
    throw new ConfigError([
      'Which folder, into which archive? belegt import FOLDER --organisation ADDRESS --archive "NAME"; the folder is what document_exporter of paperless-ngx wrote.',
    ])
  return { folder, organisation, archive }
}

const EACH = 50

/** Takes an export of paperless-ngx over and says how far it is; false when something of it was left. */
export async function importHere(house: House, wish: ImportWish, say: (line: string) => void): Promise<boolean> {
  const organisation = await house.directory.bySlug(wish.organisation)
  if (!organisation) throw new ConfigError([`There is no organisation "${wish.organisation}". Nothing was taken over.`])
  try {
    const found = await importDocuments(house, organisation, wish.archive, wish.folder, (done, of) => {
      if (done % EACH === 0 && done < of) say(`${done} of ${of}`)
    })
    const { filed, known, missing, refused, odd } = found
    say(
      `filed: ${filed}, there already: ${known}, without a file: ${missing}, refused: ${refused}, not understood: ${odd}`,
    )
    return missing + refused + odd === 0
  } catch (error) {
    if (isRefusal(error, 'documents.no-export'))
      throw new ConfigError([
        `In ${wish.folder} lies no export of paperless-ngx that can be read. Nothing was taken over.`,
      ])
    if (isRefusal(error, 'documents.no-archive'))
      throw new ConfigError([
        `There is no open archive "${wish.archive}" that the service can read. Nothing was taken over.`,
      ])
    throw error
  }
}
