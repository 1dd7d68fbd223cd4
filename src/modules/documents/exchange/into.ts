import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { filing } from '../data.ts'
import { listArchives } from '../storing/archives.ts'
import { type Imported, importPaperless } from './import.ts'

/**
 * Takes an export of paperless-ngx into the archive of this name; see `importPaperless`.
 * @throws Refusal documents.no-archive where no open archive that the server reads has this name; documents.no-export
 */
export async function importDocuments(
  house: House,
  organisation: Organisation,
  archive: string,
  folder: string,
  told: (done: number, of: number) => void,
): Promise<Imported> {
  const actor = { kind: 'system', job: 'documents.import' } as const
  const archives = await inScope(house, { organisation, actor, purpose: filing }, (at) => listArchives(at))
  const found = archives.find((one) => one.name === archive && !one.closed_at && one.mode === 'readable')
  if (!found) throw refuse('documents.no-archive', 'not-found')
  return importPaperless({ house, organisation, actor, archiveId: found.id, folder, told })
}
