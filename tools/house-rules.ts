// Lint rules of this house, for oxlint. They ban what makes a run depend on where and when it happens.
type Node = { type: string; [key: string]: unknown }
type Context = { report: (finding: { node: Node; message: string }) => void }
type Rule = { create: (context: Context) => Record<string, (node: Node) => void> }

/** "Date.now" for the member expression Date.now, "Temporal.Now.instant" for the longer one; '' for anything else. */
function nameOf(node: Node): string {
  if (node.type === 'Identifier') return String(node['name'])
  if (node.type !== 'MemberExpression') return ''
  const property = node['property'] as Node
  const inner = node['computed'] === true ? String(property['value'] ?? '') : String(property['name'] ?? '')
  return `${nameOf(node['object'] as Node)}.${inner}`.replace(/^globalThis\./, '')
}

const noWallClock: Rule = {
  create: (context) => ({
    MemberExpression(node) {
      if (/^(Date\.now|Temporal\.Now)$/.test(nameOf(node))) {
        context.report({
          node,
          message: 'Time comes in as a parameter (Temporal.Instant); only platform/clock reads it.',
        })
      }
    },
    NewExpression(node) {
      if (nameOf(node['callee'] as Node) === 'Date' && (node['arguments'] as Node[]).length === 0) {
        context.report({
          node,
          message: 'Time comes in as a parameter (Temporal.Instant); only platform/clock reads it.',
        })
      }
    },
  }),
}

const noMathRandom: Rule = {
  create: (context) => ({
    MemberExpression(node) {
      if (nameOf(node) === 'Math.random') {
        context.report({
          node,
          message: 'Math.random can be guessed and not repeated: use node:crypto, or a given source.',
        })
      }
    },
  }),
}

const noProcessEnv: Rule = {
  create: (context) => ({
    MemberExpression(node) {
      if (nameOf(node) === 'process.env') {
        context.report({ node, message: 'Settings are declared in a config.ts and read by platform/config alone.' })
      }
    },
  }),
}

const noScriptLink: Rule = {
  create: (context) => ({
    JSXAttribute(node) {
      const value = node['value'] as Node | null
      const text = value?.type === 'Literal' ? String(value['value']) : ''
      if (/^\s*javascript:/i.test(text)) {
        context.report({ node, message: 'A link is an address. What needs a script is a button in an island.' })
      }
      const name = (node['name'] as Node)['name']
      if (typeof name === 'string' && /^on[a-z]+$/i.test(name)) {
        context.report({ node, message: 'The pages allow no inline script: listen for the event in an island.' })
      }
      if (name === 'dangerouslySetInnerHTML') {
        context.report({
          node,
          message: 'Text is escaped by JSX. Trusted HTML goes through one reviewed place: say why.',
        })
      }
    },
  }),
}

/** `activity` and `table` write into registries of the process, which the tests of one worker share. */
const noStrayDeclaration: Rule = {
  create: (context) => ({
    CallExpression(node) {
      if (/^(activity|table)$/.test(nameOf(node['callee'] as Node))) {
        context.report({
          node,
          message: 'Every other test of this worker would find it declared: name the file *.declares.test.ts.',
        })
      }
    },
  }),
}

// oxlint asks for a default export here.
export default {
  meta: { name: 'house' },
  rules: {
    'no-wall-clock': noWallClock,
    'no-math-random': noMathRandom,
    'no-process-env': noProcessEnv,
    'no-script-link': noScriptLink,
    'no-stray-declaration': noStrayDeclaration,
  },
}
