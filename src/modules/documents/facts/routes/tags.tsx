import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import { get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { filing } from '../../data.ts'
import { maySetUpDocuments } from '../../permissions.ts'
import type { DocumentAsked } from '../../viewing/panels.ts'
import { changeTag, makeTag, removeTag, tagsOf } from '../actions/set-up.ts'
import { tagChoices, tagCounts } from '../load.ts'
import { TAGS } from '../paths.ts'
import { TagsPage } from '../screens/tags.tsx'
import { isId } from './common.ts'

const rules = { who: maySetUpDocuments, purpose: filing } as const
const tagForm = z.object({
  name: typed({ max: 80, required: true }),
  parent: z.union([z.literal('').transform(() => null), uuidField()]).default(null),
})

async function tagsReply(
  asked: DocumentAsked,
  shown: { saved?: boolean; problem?: string | undefined } = {},
): Promise<Reply> {
  const tags = await tagsOf(asked.at)
  const { staffFrame, language, href } = asked
  const lists = { tags, choices: tagChoices(tags), counts: await tagCounts(asked.at) }
  const body = <TagsPage frame={staffFrame()} language={language} href={href} {...lists} {...shown} />
  return page(body, shown.problem ? 422 : 200)
}

const idOf = (asked: DocumentAsked): string => {
  const id = asked.params['tag']
  if (!isId(id)) throw refuse('documents.no-such-tag', 'not-found')
  return id
}
const saved = (asked: DocumentAsked) => see(`${asked.href(TAGS)}?gespeichert=ja`)

/** Where an organisation sets up its tags. */
export const tagRoutes: Route[] = [
  get(`/:organisation${TAGS}`, { ...rules, input: z.object({ gespeichert: z.string().optional() }) }, (asked) =>
    tagsReply(asked, { saved: asked.input.gespeichert === 'ja' }),
  ),
  post(
    `/:organisation${TAGS}/neu`,
    {
      ...rules,
      input: tagForm,
      again: (asked, problems) => tagsReply(asked, { problem: problems['name'] ?? 'unknown' }),
    },
    async (asked) => {
      await makeTag(asked.at, { name: asked.input.name, parentId: asked.input.parent })
      return saved(asked)
    },
  ),
  post(
    `/:organisation${TAGS}/:tag`,
    {
      ...rules,
      input: tagForm,
      again: (asked, problems) => tagsReply(asked, { problem: problems['name'] ?? 'unknown' }),
    },
    async (asked) => {
      await changeTag(asked.at, idOf(asked), { name: asked.input.name, parentId: asked.input.parent })
      return saved(asked)
    },
  ),
  post(`/:organisation${TAGS}/:tag/entfernen`, rules, async (asked) => {
    await removeTag(asked.at, idOf(asked))
    return saved(asked)
  }),
]
