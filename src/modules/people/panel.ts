import type { Asked } from '#platform/http/route.ts'
import type { Html } from '#platform/ui/index.ts'

/** What another module shows beside a person, or nothing to who may not see it; given to this module by `app`. */
export type PersonPanel = (asked: Asked<string, unknown>, person: string) => Promise<Html | undefined>
