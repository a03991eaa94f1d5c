import type { Reference } from "@/api/resource";

/** A piece of a comment: words, or a person. */
export type CommentPiece = string | Reference;

const MENTION = /<@([0-9a-f-]{36})>/g;

/** A comment's text as it is shown: people by the names they have now. */
export function piecesOf(body: string, people: readonly Reference[]): CommentPiece[] {
  const pieces: CommentPiece[] = [];
  let from = 0;
  for (const match of body.matchAll(MENTION)) {
    if (match.index > from) pieces.push(body.slice(from, match.index));
    const id = match[1] ?? "";
    pieces.push(people.find((person) => person.id === id) ?? { id, name: "?" });
    from = match.index + match[0].length;
  }
  if (from < body.length) pieces.push(body.slice(from));
  return pieces;
}

/** As {@link piecesOf}, for a field in which a person is written as `@name`. */
export function toTyped(body: string, people: readonly Reference[]): string {
  return piecesOf(body, people)
    .map((piece) => (typeof piece === "string" ? piece : `@${piece.name}`))
    .join("");
}

/** What was typed, as it is sent: `@name` becomes the person who was chosen by that name. */
export function toBody(typed: string, chosen: ReadonlyMap<string, string>): string {
  // The longest name first: one may begin like another.
  const names = [...chosen.keys()].sort((a, b) => b.length - a.length);
  return names.reduce((text, name) => {
    const known = `@${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
    // A name ends where no letter of a name follows.
    return text.replace(new RegExp(`${known}(?![\\p{L}\\p{N}])`, "gu"), `<@${chosen.get(name)}>`);
  }, typed);
}
