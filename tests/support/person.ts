// People for tests of modules that must not know the module people.
import { personFor } from '../../src/modules/people/index.ts'

export const somebody = personFor
