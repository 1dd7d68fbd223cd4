import { chmod, open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Key, newKey } from './keyring.ts'

const LENGTH = 32

function parse(text: string, from: string): Key {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== LENGTH) {
    throw new Error(
      `The instance key from ${from} is not ${LENGTH} bytes in base64. Nothing was changed; restore the right key.`,
    )
  }
  return key
}

/**
 * The instance key, which wraps every organisation's key: from the environment when given, else from
 * `keys/instance.key` in the data folder, which is made on the first start (mode 0600) and never overwritten.
 */
export async function instanceKey(dataFolder: string, fromEnvironment: string | undefined): Promise<Key> {
  if (fromEnvironment) return parse(fromEnvironment, 'BELEGT_INSTANCE_KEY')
  const path = join(dataFolder, 'keys', 'instance.key')
  const made = newKey()
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(`${made.toString('base64')}\n`)
    await file.sync()
    await file.close()
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
  return parse(await readFile(path, 'utf8'), path)
}
