/** An element of a small XML document: no attributes that matter, no mixed content. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>|<(\/?)([A-Za-z]\w*)((?:\s+[\w:]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** @throws Error when the text is not well-formed, as far as our files go */
export function parseXml(xml: string): Element {
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const stack = [root];
  let position = 0;
  for (const match of xml.matchAll(TOKEN)) {
    if (match.index !== position) throw new Error(`not XML at ${xml.slice(position, position + 40)}`);
    position += match[0].length;
    const [, slash = "", name, attributes = "", empty = "", text] = match;
    const open = stack.at(-1) ?? root;
    if (text !== undefined) open.text += unescaped(text);
    if (name === undefined) continue;
    if (slash === "/") {
      if (open.name !== name) throw new Error(`</${name}> closes <${open.name}>`);
      stack.pop();
      continue;
    }
    const element: Open = { name, attributes: attributesOf(attributes), children: [], text: "" };
    open.children.push(element);
    if (empty === "") stack.push(element);
  }
  const [document, ...more] = root.children;
  if (document === undefined || more.length > 0 || stack.length !== 1 || position !== xml.length) {
    throw new Error("not one whole element");
  }
  return document;
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );

function unescaped(text: string): string {
  const plain = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  if (/&(?!#)/.test(text)) throw new Error(`an unescaped & in ${text}`);
  return plain;
}

/** The one descendant with these names, one below the other. @throws Error when there is none, or another one */
export function at(element: Element, ...names: readonly string[]): Element {
  return names.reduce((inside, name) => {
    const [found, ...more] = inside.children.filter((child) => child.name === name);
    if (found === undefined || more.length > 0) throw new Error(`not one ${name} in ${inside.name}`);
    return found;
  }, element);
}
