import { z } from 'zod'
import { get, page, type Route } from '#platform/http/route.ts'
import { mayFileDocuments } from '../../permissions.ts'
import { archivesWhere } from '../found.ts'
import { UPLOAD } from '../paths.ts'
import { UploadPage } from '../screens/upload.tsx'
import { acting, framed } from './common.ts'

export const uploadRoutes: Route[] = [
  get(
    `/:organisation${UPLOAD}`,
    { ...acting, allows: ['pictures', 'camera'], input: z.object({ archiv: z.string().optional() }) },
    async (asked) => {
      const archives = await archivesWhere(asked.at, mayFileDocuments)
      return page(<UploadPage {...framed(asked)} archives={archives} chosen={asked.input.archiv} />)
    },
  ),
]
