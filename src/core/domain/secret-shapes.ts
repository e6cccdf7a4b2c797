/** Stands for whatever must not be read. */
export const MASK = "***";

const SECRET_WORD = "token|secret|authorization|bearer|refresh|password|passwd|cookie|key";
const SECRET_NAME = new RegExp(SECRET_WORD, "i");

/** Whether a field's name alone says that its text must not be shown. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** `name=value` and `"name": "value"` inside a text: URLs, JSON, error messages. */
const SECRET_ASSIGNMENT = new RegExp(
  `((?:${SECRET_WORD})[\\w-]{0,40}\\\\*["']?\\s{0,3}[:=]\\s{0,3}\\\\*["']?(?:(?:bearer|basic)\\s{1,3})?)[^\\s"'\\\\&,;}\\])]+`,
  "gi",
);
const AUTHORIZATION = /\b(bearer)(?:\s|%20|\+)+[^\s"'\\&,;]+/gi;
const BASIC_AUTHORIZATION = /\b(basic)(?:\s|%20|\+)+[A-Za-z0-9+/=_%-]{12,}/gi;
/** Also in capitals, as where a name was made of one. */
const JWT = /(?:eyJ|EYJ)[\w-]{4,}(?:\.[\w-]*){1,4}/g;
const LONG_RUN = /[A-Za-z0-9+/_-]{32,}={0,2}/g;

/** Hides what has the shape of a secret, wherever it stands in a text. */
export function hideSecretShapes(text: string): string {
  const withoutAssignments = SECRET_NAME.test(text)
    ? text.replaceAll(SECRET_ASSIGNMENT, `$1${MASK}`).replaceAll(AUTHORIZATION, `$1 ${MASK}`)
    : text;
  if (withoutAssignments.length < 12) return withoutAssignments;
  return hideRandomRuns(
    withoutAssignments.replaceAll(BASIC_AUTHORIZATION, `$1 ${MASK}`).replaceAll(JWT, MASK),
  );
}

const hideRandomRuns = (text: string): string =>
  text.length < 32 ? text : text.replaceAll(LONG_RUN, hideRandomRun);

/** A run may be one long key, or a path in which only one segment is. */
function hideRandomRun(run: string): string {
  const segments = run.split("/");
  if (segments.length === 1) return isRandom(run, 32, 0.2) ? MASK : run;
  if (isRandom(run, 32, 0.35)) return MASK; // base64 holds slashes too
  return segments.map((segment) => (isRandom(segment, 20, 0.2) ? MASK : segment)).join("/");
}

/** Ids that are ours or the gateway's to show: a UUID, an external reference. */
const KNOWN_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|ATB-[A-Z2-7]{1,46})$/i;
const HEX = /^(?=.*[a-f])(?=.*\d)[0-9a-f]{32,}$/i;

/**
 * Whether a run of characters looks drawn at random. In words, paths and CamelCase codes the steps from lower to
 * upper case and between letters and digits are rare; in random base64 they make up about 0.43 of all steps.
 */
function isRandom(run: string, shortest: number, densest: number): boolean {
  if (run.length < shortest || KNOWN_ID.test(run)) return false;
  if (HEX.test(run)) return true;
  return /\d/.test(run) && countSteps(run) / (run.length - 1) >= densest;
}

const STEP = /[a-z](?=[A-Z0-9])|[A-Z](?=\d)|\d(?=[A-Za-z])/g;
const countSteps = (run: string): number => run.match(STEP)?.length ?? 0;
