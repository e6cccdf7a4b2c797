import { hideSecretShapes, MASK } from "../core/domain/secret-shapes.ts";

/**
 * Where a faulty value or name stands, anything may have been pasted: shorter runs of letters and digits than elsewhere
 * are taken for a secret, and words of the settings' own kind never look like that.
 */
const MIXED_RUN = /(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{16,}/g;

const hideSecrets = (text: string): string => hideSecretShapes(text).replace(MIXED_RUN, MASK);

export const mayHoldSecret = (text: string): boolean => hideSecrets(text) !== text;

/** What is wrong with a value, in words that may repeat a part of it. */
export const shownFault = (fault: string): string => hideSecrets(fault);

const LONGEST_NAME = 48;
/** `STRATEGY`, `OAUTH2`: a part of a name. */
const NAME_PART = /^(?:[A-Za-z]{0,16}|[A-Za-z0-9]{0,8})$/;

/** A name that is none of ours, as it may be shown: a token alone on a line ends in `=` and reads like one. */
export function shownName(name: string): string {
  const isName = name.length <= LONGEST_NAME && name.split(/[_.-]/).every((part) => NAME_PART.test(part));
  return isName ? name : `(a name of ${name.length} characters)`;
}
