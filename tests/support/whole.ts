// The whole program over a test web: every module as it is in operation, without mail.
import { modulesOf } from '../../src/app/modules.ts'
import { testWeb, type TestWeb, type TestWebOptions } from './web.ts'

const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }

export const wholeWeb = (options: Partial<TestWebOptions> = {}): Promise<TestWeb> =>
  testWeb({ modules: (house) => [...modulesOf({ house, ...given })], ...options })
