/**
 * What a code to be read by a camera carries of a vCard (RFC 6350).
 *
 * More bytes make finer squares; from about this size on a telephone no longer reads them off a screen at once.
 */
export const MOST_BYTES = 640;

/** What a telephone keeps of a person, the dispensable last. Everything else stays in the file. */
const KEPT = ["BEGIN", "VERSION", "FN", "N", "TEL", "ORG", "TITLE", "EMAIL", "URL", "ADR", "END"];
/** Left out, in this order, while the code would be too fine. */
const DISPENSABLE = ["ADR", "URL", "EMAIL", "TITLE"];

/** The lines of a vCard, with those folded over several lines put together (RFC 6350, 3.2). */
function lines(card: string): string[] {
  return card
    .replace(/\r?\n[ \t]/g, "")
    .split(/\r?\n/)
    .filter((line) => line.trim());
}

/** `TEL` of `item1.TEL;TYPE=cell:+86…`. */
function propertyOf(line: string): string {
  return (/^(?:[\w-]+\.)?([\w-]+)[;:]/.exec(line)?.[1] ?? "").toUpperCase();
}

/** Whether a line says nothing: `ADR:;;;;;;`. */
const isEmpty = (line: string) => /^[;\s]*$/.test(line.slice(line.indexOf(":") + 1));

const write = (some: readonly string[]) => `${some.join("\r\n")}\r\n`;
const bytes = (text: string) => new TextEncoder().encode(text).length;

/** The part of a vCard that fits a code. */
export function forCode(card: string): string {
  let kept = lines(card).filter((line) => KEPT.includes(propertyOf(line)) && !isEmpty(line));
  for (const dispensable of DISPENSABLE) {
    if (bytes(write(kept)) <= MOST_BYTES) break;
    kept = kept.filter((line) => propertyOf(line) !== dispensable);
  }
  return write(kept);
}
