/** Strings, punctuation, and everything else that JSON is made of. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

interface Place {
  readonly isList: boolean;
  index: number;
  key: string;
  isKeyNext: boolean;
}

type Path = readonly PropertyKey[];

/** In which line of a JSON text its values stand, for messages to whoever wrote it. */
export class JsonLines {
  readonly #lines = new Map<string, number>();

  /** @param text valid JSON */
  constructor(text: string) {
    const places: Place[] = [];
    let [line, lineUpTo] = [1, 0];
    for (const { 0: token, index } of text.matchAll(TOKEN)) {
      line += text.slice(lineUpTo, index).split("\n").length - 1;
      lineUpTo = index;
      this.#take(token, places, line);
    }
  }

  /** Of the value, or of what it would stand in. */
  lineOf(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      const line = this.#lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  }

  #take(token: string, places: Place[], line: number): void {
    const place = places.at(-1);
    if (token === "}" || token === "]") places.pop();
    else if (token === ",") next(place);
    else if (place?.isKeyNext === true) {
      place.key = String(JSON.parse(token));
      place.isKeyNext = false;
    } else if (token !== ":") this.#begin(token, places, line);
  }

  #begin(token: string, places: Place[], line: number): void {
    this.#lines.set(keyOf(places.map(({ isList, index, key }) => (isList ? index : key))), line);
    if (token === "{" || token === "[")
      places.push({ isList: token === "[", index: 0, key: "", isKeyNext: token === "{" });
  }
}

function next(place: Place | undefined): void {
  if (place === undefined) return;
  place.index += 1;
  place.isKeyNext = !place.isList;
}

const keyOf = (path: Path): string => JSON.stringify(path.map(String));
