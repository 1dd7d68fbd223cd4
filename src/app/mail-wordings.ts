import { memberNames, memberSamples, membership } from '#accounts'
import { bookingSamples } from '#appointments'
import { customerSamples } from '#customers'
import { taskSamples } from '#documents'
import { informationSamples, type WordingPorts } from '#messages'
import { requestSamples } from '#rights'
import { type House, inScope } from '#platform/data/scope.ts'

/** What the editor of mail texts asks of other modules: who made a version, and something real to try a mail on. */
export const wordingPorts = (house: () => House): WordingPorts => ({
  samples: [
    bookingSamples(house),
    customerSamples(house),
    memberSamples(house),
    requestSamples(house),
    informationSamples(house),
    taskSamples(house),
  ],
  memberNames: (at) =>
    inScope(
      house(),
      { organisation: at.organisation, actor: at.actor, purpose: membership, readOnly: true, now: at.now },
      async (there) => new Map((await memberNames(there)).map(({ account, name }) => [account, name])),
    ),
})
