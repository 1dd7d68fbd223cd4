// Which act of the viewer a key is. Runs in browsers.
const acts: Readonly<Record<string, string>> = {
  PageUp: 'previous',
  PageDown: 'next',
  '+': 'larger',
  '-': 'smaller',
  '0': 'fit',
  r: 'turn',
  ü: 'thumbs',
  o: 'thumbs',
  n: 'hit-next',
  N: 'hit-previous',
}

/** Letters count in both cases where nothing else is said of the large one. */
export const actOf = ({ key }: { readonly key: string }): string | undefined => acts[key] ?? acts[key.toLowerCase()]
