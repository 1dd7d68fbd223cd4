// The files of what was dropped, those in folders too. Runs in browsers.

const MOST_FILES = 10_000
const HIDDEN = /^(\.|Thumbs\.db$|desktop\.ini$)/i

/** Files that systems leave in folders are nobody's documents. */
export const isDocument = (name: string): boolean => !HIDDEN.test(name)

const entriesOf = (folder: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((done, failed) => folder.readEntries(done, failed))
const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((done, failed) => entry.file(done, failed))

async function* within(entry: FileSystemEntry): AsyncGenerator<File> {
  if (entry.isFile) {
    if (isDocument(entry.name)) yield await fileOf(entry as FileSystemFileEntry)
    return
  }
  const folder = (entry as FileSystemDirectoryEntry).createReader()
  // a browser gives a hundred at a time, until it gives none
  for (let entries = await entriesOf(folder); entries.length > 0; entries = await entriesOf(folder))
    for (const one of entries) yield* within(one)
}

/** @throws what the browser throws when something dropped cannot be read */
export async function filesDropped(data: DataTransfer): Promise<File[]> {
  // asked for at once: what was dropped is gone after the event
  const entries = [...data.items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? []) : []))
  if (entries.length === 0) return [...data.files].filter(({ name }) => isDocument(name))
  const files: File[] = []
  for (const entry of entries)
    for await (const file of within(entry)) {
      files.push(file)
      if (files.length >= MOST_FILES) return files
    }
  return files
}
